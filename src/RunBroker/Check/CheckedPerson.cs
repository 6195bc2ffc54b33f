using RunBroker.Claims;
using RunBroker.Pages.Words;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Upstream;

namespace RunBroker.Check;

/// <summary>The user that a sign-in would leave, by the code that makes it; nothing is written and nobody is locked.</summary>
internal sealed class CheckedPerson(Db db)
{
    public async Task Of(Judged judged, Tenant tenant, Connection row, CheckTexts t, CancellationToken stop)
    {
        var (login, at) = (judged.Login!, judged.File.Now);
        if (login.SessionExpiry is { } end && end <= at)
        {
            judged.Refused(new(ErrorReason.SignInNotFresh, "upstream.SessionOver", "AU-35", $"a session that lasts beyond {at:O}", $"{end:O}", "access_denied"), Judged.User);
            return;
        }

        var known = await db.Read(
            async tx => (await IdentityStore.Find(tx, row.TenantId, row.Id, login.Issuer, login.Subject)
                ?? await IdentityStore.FindToTakeOver(tx, row.TenantId, login.Issuer, login.Subject)) is { } identity
                    ? await UserStore.Find(tx, row.TenantId, identity.UserId) : null, stop);
        var mapped = MappedUser.From(login.Claims, login.Rules.Mappings, login.Rules.Roles, tenant.DefaultRole, known is null ? [] : SaveUser.TagsOf(known), at);
        if (mapped is MappedUser.Missing missing)
        {
            if (judged.UserInfoMayAdd)
                judged.NotChecked(Judged.User, t.UserInfoNotAsked(missing.Claim));
            else
                judged.Refused(Fault(missing), Judged.User);
            return;
        }

        var person = (MappedUser.Mapped)mapped;
        judged.Person = Show(login, person, known);
        if (known is { Active: false })
            judged.Refused(new(ErrorReason.UserDeactivated, "user.Deactivated", "TG-33", "an active user", known.Id, "access_denied"), Judged.User);
        else
            judged.File.Checked(Judged.User, "e-mail and first name", known is null ? "a new user" : known.Id);
    }

    private static UpstreamFault Fault(MappedUser.Missing missing) => new(
        missing.Field == "email" ? ErrorReason.MissingEmail : ErrorReason.MissingFirstName, $"mapping.Missing.{missing.Field}", "TG-24",
        $"a usable {missing.Field} in the claim {missing.Claim}", missing.Why.ToString(), "access_denied");

    private static CheckUser Show(UpstreamLogin login, MappedUser.Mapped person, User? known) => new()
    {
        Issuer = login.Issuer,
        Subject = login.Subject,
        Email = person.Email,
        FirstName = person.FirstName,
        LastName = person.LastName,
        Role = person.Role,
        Roles = person.Roles,
        Tags = [.. person.Tags.Select(tag => new CheckTag(tag.Key, tag.Value, tag.Origin.ToString().ToLowerInvariant()))],
        Dropped = [.. person.Notes.Where(n => !IsUsed(n.Step)).Select(n => new CheckDropped(n.Target, n.Claim, n.Step.ToString(), n.Says))],
        ExistingUserId = known?.Id,
    };

    private static bool IsUsed(MappingStep step) =>
        step is MappingStep.Read or MappingStep.FirstOfSeveral or MappingStep.SeveralAsJson or MappingStep.RuleMatched or MappingStep.DefaultRole;
}
