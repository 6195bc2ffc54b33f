using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using RunBroker.Admin;
using RunBroker.Http.Outbound;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Tokens;
using RunBroker.Upstream.Oidc;
using RunBroker.Upstream.Saml;

namespace RunBroker.Operations.Commands;

/// <summary>Checks an installation from the inside; each line says what was looked at and what to do.</summary>
internal static class DoctorCommand
{
    /// <summary>Two rounds of <see cref="KeyWorker"/>.</summary>
    private static readonly TimeSpan KeysLate = TimeSpan.FromHours(2);

    public static async Task<int> Run(CommandHost host, CancellationToken stop)
    {
        var report = new Report(host.Output);
        await report.Ok("configuration", $"issuer {host.Settings.Issuer}");
        var box = await MasterKeyOf(host, report);
        if (await DatabaseWorks(host, report, stop))
        {
            await Clock(host, report, stop);
            await SigningKeys(host, box, report, stop);
            if (box is not null)
                await Upstreams(host, box, report, stop);
        }

        return report.Faults == 0 ? 0 : 1;
    }

    private static async Task<SecretBox?> MasterKeyOf(CommandHost host, Report report)
    {
        var file = host.Settings.MasterKeyFile;
        switch (MasterKey.Load(file))
        {
            case MasterKeyFile.Loaded { ReadableByOthers: false } loaded:
                await report.Ok("master key", file);
                return new SecretBox(loaded.Key);
            case MasterKeyFile.Loaded loaded:
                await report.Warn("master key", $"{file} is readable by others: chmod 600");
                return new SecretBox(loaded.Key);
            case MasterKeyFile.Missing when host.Settings.Development:
                await report.Ok("master key", $"{file} is not there yet; serve makes it in Development");
                return null;
            case MasterKeyFile.Missing:
                await report.Fault("master key", $"{file} does not exist");
                return null;
            case MasterKeyFile.Refused refused:
                await report.Fault("master key", $"{file}: {refused.Says}");
                return null;
            default:
                throw new InvalidOperationException("The set of outcomes is closed.");
        }
    }

    private static async Task<bool> DatabaseWorks(CommandHost host, Report report, CancellationToken stop)
    {
        try
        {
            var missing = await Migrator.Missing(host.Db, stop);
            await report.Ok("database", host.Db.Kind == DbKind.Postgres ? "PostgreSQL" : "SQLite");
            if (missing.IsEmpty)
                await report.Ok("schema", "up to date");
            else if (host.Settings.AutoMigrate)
                await report.Warn("schema", $"{missing.Length} migrations are missing; serve applies them");
            else
                await report.Fault("schema", $"{missing.Length} migrations are missing: run migrate");
            return missing.IsEmpty;
        }
        catch (DbException e)
        {
            // The message of a provider names host and file, never a password.
            await report.Fault("database", e.Message);
            return false;
        }
    }

    // A clock that runs behind what was already written revives what had expired (P-020).
    private static async Task Clock(CommandHost host, Report report, CancellationToken stop)
    {
        var now = host.Time.GetUtcNow();
        var says = now.ToString("u", CultureInfo.InvariantCulture);
        var latest = (await host.Db.Read(tx => EventStore.Page(tx, null, null, null, 1), stop)).FirstOrDefault();
        if (now.Year < 2025)
            await report.Fault("clock", $"{says} cannot be");
        else if (latest is not null && latest.CreatedAt > now.AddMinutes(1))
            await report.Fault("clock", $"{says} is before the newest entry of the audit log");
        else
            await report.Ok("clock", says);
    }

    private static async Task SigningKeys(CommandHost host, SecretBox? box, Report report, CancellationToken stop)
    {
        var keys = await host.Db.Read(KeyStore.All, stop);
        if (keys.IsEmpty)
            await report.Ok("signing keys", "none yet; serve makes them");
        else if (box is null || keys.Any(k => box.Open(k.PrivateKey, new SecretPlace(null, "signing_key", k.Kid, "private_key")) is null))
            await report.Fault("signing keys", "the master key file does not open them");
        else
        {
            foreach (var alg in Tokens.SigningKeys.Algorithms)
                await SigningKeys(alg, [.. keys.Where(k => k.Alg == alg)], host.Time.GetUtcNow(), report);
        }
    }

    private static Task SigningKeys(string alg, ImmutableArray<SigningKeyRow> keys, DateTimeOffset now, Report report)
    {
        if (keys is not [.., var newest])
            return report.Fault("signing keys", $"there is none for {alg}: serve makes one within an hour, and POST /api/v1/signing-keys/roll at once");
        var due = SigningKeyRoll.NextMade(newest);
        var published = keys.Count(k => !SigningKeyRoll.IsGone(k, now));
        return newest.ActiveAt <= now && now > due + KeysLate
            ? report.Warn("signing keys", $"{alg}: the next one was to be published on {Day(due)}; serve sees to that every hour, does it run?")
            : report.Ok("signing keys", $"{alg}, {published} published, the next one signs from {Day(SigningKeyRoll.NextSwitch(newest, now))}");
    }

    private static string Day(DateTimeOffset at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task Upstreams(CommandHost host, SecretBox box, Report report, CancellationToken stop)
    {
        var rules = new OutboundRules(host.Settings.AllowPrivateNetworkUpstreams, host.Settings.Development, host.Settings.OutboundPorts);
        using var outbound = new Outbound(rules, host.Time, NullLogger<Outbound>.Instance);
        var oidc = new OidcCheck(outbound, new OidcClient(outbound, rules, new RemoteKeys(outbound, host.Time), box, host.Time));
        var metadata = new MetadataClient(outbound, rules, host.Time);
        foreach (var row in await host.Db.Read(ConnectionStore.AllEnabled, stop))
        {
            var isSaml = row.Protocol == ConnectionState.Saml;
            var (problems, warnings) = isSaml ? await Saml(host, metadata, row, stop) : await oidc.All(row, stop);
            await Upstream(row, problems, warnings, report);
        }
    }

    /// <summary>Nothing of what it fetches is stored: that is the broker's to do, and it tells of what has changed.</summary>
    private static async Task<(ImmutableArray<ConnectionProblem> Problems, ImmutableArray<ConnectionProblem> Warnings)> Saml(
        CommandHost host, MetadataClient metadata, Connection row, CancellationToken stop)
    {
        var state = await host.Db.Read(tx => ConnectionState.Of(tx, row, []), stop);
        var fetched = state.Metadata is { Address: not null } known
            ? await metadata.Get(known, StoredJson.Saml(row.Settings), null, stop) as MetadataAnswer.Failed : null;
        var (problems, warnings) = SamlCheck.Judge(SamlView.Of(state, metadata.MayUseHttp, host.Time.GetUtcNow()));
        return ([.. fetched?.Problems.Select(SamlCheck.Of) ?? [], .. problems], warnings);
    }

    private static async Task Upstream(
        Connection row, ImmutableArray<ConnectionProblem> problems, ImmutableArray<ConnectionProblem> warnings, Report report)
    {
        var what = $"connection {row.Id}";
        // Of a SAML provider only the metadata's address can be asked; what people are sent to answers browsers alone.
        if (problems.IsEmpty)
            await report.Ok(what, row.Protocol != ConnectionState.Saml ? "answers" : "is complete");
        foreach (var problem in problems)
            await report.Fault(what, Says(problem));
        foreach (var warning in warnings)
            await report.Warn(what, Says(warning));
    }

    private static string Says(ConnectionProblem problem) =>
        $"{problem.Field}: wanted {problem.Wanted}, got {problem.Got ?? "nothing"}. {problem.Fix}";

    private sealed class Report(TextWriter output)
    {
        public int Faults { get; private set; }

        public Task Ok(string what, string says) => output.WriteLineAsync($"ok     {what}: {says}");

        public Task Warn(string what, string says) => output.WriteLineAsync($"warn   {what}: {says}");

        public Task Fault(string what, string says)
        {
            Faults++;
            return output.WriteLineAsync($"FAULT  {what}: {says}");
        }
    }
}
