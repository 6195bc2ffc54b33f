using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Authorize;
using RunBroker.Claims;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Upstream;

namespace RunBroker.TestSignIns;

/// <summary>
/// The end of a test sign-in: says what <see cref="FinishSignIn"/> would do with this person, and does none of it. No user, no identity, no
/// session, no code, no cookie, no role; only the case, the report and an audit event are written.
/// </summary>
internal sealed class DryRun(Db db, Refusal refusal, SecretBox box, TimeProvider time)
{
    private const int MostApps = 50;

    public async Task<IResult> With(HttpContext http, SignIn signIn, Connection connection, UpstreamLogin login)
    {
        var (now, tenant, test) = (time.GetUtcNow(), signIn.Tenant!, signIn.TestId ?? throw new InvalidOperationException("this is no test"));
        if (!Plans.AllowSso(tenant))
            return await Refuse(http, signIn, connection, ErrorReason.PlanWithoutSso, "tenant.PlanWithoutSso", "single sign-on is not part of the tenant's plan", "TG-15");
        if (login.SessionExpiry is { } end && end <= now)
            return await Refuse(http, signIn, connection, ErrorReason.SignInNotFresh, "upstream.SessionOver", "the provider's session_expiry is over", "AU-35");

        signIn.Case.Record.Claims = login.Claims;
        var (identity, user, apps) = await db.Read(tx => Known(tx, tenant, connection.Id, login, now), CancellationToken.None);
        var mapped = MappedUser.From(
            login.Claims, login.Rules.Mappings, login.Rules.Roles, tenant.DefaultRole, user is null ? [] : SaveUser.TagsOf(user), now);
        foreach (var note in mapped.Notes)
            signIn.Case.Mapped(note);
        if (mapped is MappedUser.Missing missing)
        {
            return await Refuse(http, signIn, connection, missing.Field == "email" ? ErrorReason.MissingEmail : ErrorReason.MissingFirstName,
                $"mapping.Missing.{missing.Field}", $"no usable {missing.Field} in the claim {missing.Claim} ({missing.Why})", "TG-24");
        }

        if (user is { Active: false })
            return await Refuse(http, signIn, connection, ErrorReason.UserDeactivated, "user.Deactivated", "the user is deactivated", "TG-33");

        var outcome = OutcomeOf((MappedUser.Mapped)mapped, tenant, connection.Id, login, identity, user, apps);
        signIn.Case.About(tenant.Id, connection.Id);
        signIn.Case.Passed("test", user is null ? "a test: a new user would have been created" : "a test: a user who is known would have been signed in");
        var report = outcome.Seal(box, tenant.Id, test);
        var noted = await db.Write(
            async tx =>
            {
                await signIn.Case.SealedBy(box).Succeed(tx);
                return await TestEnd.Note(tx, http, signIn.Case, null, report, now);
            }, CancellationToken.None);
        return noted ? new SeeOther(Routes.TestResult(test))
            : await Refuse(http, signIn, connection, ErrorReason.SignInExpired, "sign_in.Replayed", "the test was begun anew meanwhile, or is over", "O-085");
    }

    private static async Task<(Identity? Identity, User? User, ImmutableArray<App> Apps)> Known(
        Tx tx, Tenant tenant, string connection, UpstreamLogin login, DateTimeOffset now)
    {
        var identity = await IdentityStore.Find(tx, tenant.Id, connection, login.Issuer, login.Subject)
            ?? await IdentityStore.FindToTakeOver(tx, tenant.Id, login.Issuer, login.Subject);
        var user = identity is null ? null : await UserStore.Find(tx, tenant.Id, identity.UserId);
        var apps = await ClientStore.Page(tx, tenant.Id, "", MostApps);
        return (identity, user, [.. apps.Select(a => Apps.Read(new ClientWithSecrets(a, [], []), now))]);
    }

    private static TestOutcome OutcomeOf(MappedUser.Mapped person, Tenant tenant, string connection, UpstreamLogin login, Identity? identity, User? user,
        ImmutableArray<App> apps) => new(
            login.Issuer, login.Subject, user?.Id, user is not null && identity!.ConnectionId != connection,
            person.Email, person.FirstName, person.LastName, person.Role, [.. person.Roles],
            [.. person.Tags.Select(t => new TestedTag(t.Key, t.Value, t.Origin.ToString().ToLowerInvariant()))],
            [.. apps.Select(a => new TestedApp(a.ClientId, a.Name, Access.Allows(tenant, a, user?.Id ?? "", person.Tags)))]);

    private Task<IResult> Refuse(HttpContext http, SignIn signIn, Connection connection, ErrorReason page, string code, string says, string spec) =>
        refusal.TellPerson(http, signIn, page, code, new OAuthError("access_denied", says, spec), connection);
}
