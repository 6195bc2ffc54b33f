using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Check;
using RunBroker.Claims;
using RunBroker.Http.Json;
using RunBroker.Operations;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>
/// Before a mapping, a role rule or a default role is saved: the claims of the last sign-ins, run through the old rules and the new ones by
/// the code that sign-ins run. Nothing is changed. Who signed in too long ago, or of whom no claims are kept, is counted and not guessed.
/// </summary>
internal sealed class MappingPreview(Db db, ConnectionDrafts drafts, ConnectionView view, CheckPace pace, SecretBox box, TimeProvider time)
{
    private const string DefaultRole = "default_role";

    /// <summary>What a draft may hold; the rest of a connection gives nobody anything.</summary>
    public static ImmutableArray<string> Members { get; } = ["claim_mappings", "other_claim_mappings", "role_rules", DefaultRole];

    /// <param name="patch">As for the connection; and <c>default_role</c>, which is the tenant's.</param>
    public async Task<AdminResult<MappingPreviewResource>> Of(ManagementCaller caller, Tenant tenant, string id, JsonObject patch, CancellationToken stop)
    {
        if (await db.Read(tx => ConnectionState.Find(tx, tenant.Id, id), stop) is not { } before)
            return Problem.NotFound;
        var errors = new FieldErrors();
        foreach (var (name, _) in patch.Where(m => !Members.Contains(m.Key)))
            errors.Add(name, "is not a part of the mapping");
        var role = new FieldReader(patch, errors).Text(DefaultRole, ClaimLimits.RoleName) ?? tenant.DefaultRole;
        if (errors.Any)
            return Problem.Invalid(errors);
        if (!pace.May(before.Row.Id, 1))
            return Problem.TooMany;
        await db.Write(
            tx => Events.Record(tx, caller.Did("connection.previewed", tenant.Id, "connection", before.Row.Id, time.GetUtcNow(),
                new() { ["id"] = before.Row.Id, ["name"] = before.Row.Name })), stop);
        var rest = patch.DeepClone().AsObject();
        rest.Remove(DefaultRole);
        return await drafts.Changed(before, view.Show(before), rest).Match<Task<AdminResult<MappingPreviewResource>>>(
            async draft => await Replayed(caller, tenant, before, (RulesOf(before.IsSaml, draft.SettingsJson), role), stop),
            why => Task.FromResult<AdminResult<MappingPreviewResource>>(why));
    }

    private static ClaimRules RulesOf(bool saml, string settings) => saml ? ClaimRules.Of(StoredJson.Saml(settings)) : ClaimRules.Of(StoredJson.Oidc(settings));

    private async Task<MappingPreviewResource> Replayed(
        ManagementCaller caller, Tenant tenant, ConnectionState before, (ClaimRules Rules, string DefaultRole) after, CancellationToken stop)
    {
        var kept = await db.Read(
            async tx =>
            {
                var files = await SignInStore.LastThrough(tx, tenant.Id, before.Row.Id, Limits.PreviewSignIns);
                var users = await UserStore.FindMany(tx, tenant.Id, [.. files.Select(f => f.UserId!).Distinct(StringComparer.Ordinal)]);
                var grants = await AdminWebStore.Grants(tx, tenant.Id);
                return new Kept(files, users, [.. grants.Select(g => g.UserId)], await IdentityStore.CountUsers(tx, tenant.Id, before.Row.Id));
            }, stop);
        var (old, now) = ((RulesOf(before.IsSaml, before.Row.Settings), tenant.DefaultRole), time.GetUtcNow());
        var changed = ImmutableArray.CreateBuilder<PreviewUser>();
        var unknown = new Dictionary<string, int>(StringComparer.Ordinal);
        var tried = 0;
        foreach (var user in kept.Users)
        {
            stop.ThrowIfCancellationRequested();
            var (claims, why) = Claims(kept.Files.Where(f => f.UserId == user.Id));
            if (claims is null)
            {
                unknown[why!] = unknown.GetValueOrDefault(why!) + 1;
                continue;
            }

            tried++;
            if (MappingDifference.Of(tenant, user, claims, old, after, now) is { } differs)
                changed.Add(differs with { IsAdmin = kept.Admins.Contains(user.Id), IsYou = AdminRoles.IsUser(caller, user.Id) });
        }

        if (kept.Known - kept.Users.Length is > 0 and var others)
            unknown["no_sign_in_kept"] = (int)others;
        return Told(before.Row.Id, kept, changed.ToImmutable(), tried) with { Unknown = [.. unknown.Select(u => new PreviewUnknown(u.Key, u.Value))] };
    }

    /// <summary>Of the newest sign-in that has any: one that only used a session has none.</summary>
    private (UpstreamClaims? Claims, string? Why) Claims(IEnumerable<SignInCase> files)
    {
        var why = "no_claims_kept";
        foreach (var file in files)
        {
            if (CaseFile.Opened(file, box) is not { } record)
                why = "sealed_with_another_key";
            else if (record.ClaimsCut)
                return (null, "claims_cut");
            else if (record.Claims is var claims && claims.All.Any())
                return (claims, null);
        }

        return (null, why);
    }

    private static MappingPreviewResource Told(string connection, Kept kept, ImmutableArray<PreviewUser> changed, int tried) => new()
    {
        ConnectionId = connection,
        Since = kept.Files.IsEmpty ? null : kept.Files.Min(f => f.CreatedAt).UtcDateTime,
        Users = tried,
        Unchanged = tried - changed.Length,
        Gaining = changed.Count(c => !c.Gains.IsEmpty),
        Losing = changed.Count(c => !c.Loses.IsEmpty),
        LockedOut = changed.Count(c => c.LockedOut),
        AdminsLockedOut = changed.Count(c => c.LockedOut && c.IsAdmin),
        Changed = [.. changed.OrderByDescending(c => c.LockedOut && c.IsAdmin).ThenByDescending(c => c.LockedOut).ThenByDescending(c => c.Loses.Length)
            .ThenBy(c => c.Email, StringComparer.Ordinal)],
    };

    /// <param name="Files">The newest first.</param>
    /// <param name="Known">Users who ever signed in through the connection.</param>
    private sealed record Kept(ImmutableArray<SignInCase> Files, ImmutableArray<User> Users, ImmutableArray<string> Admins, long Known);
}
