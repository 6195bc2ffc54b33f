using System.Collections.Immutable;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.Storage.Model;

namespace RunBroker.SignIns;

/// <summary>The pages that ask the person something before the sign-in can go on.</summary>
internal sealed class AskPerson(Db db, PendingSignIns pendings)
{
    /// <summary>The e-mail page.</summary>
    /// <param name="refused">The address typed before led nowhere.</param>
    public async Task<IResult> ForEmail(HttpContext http, SignIn signIn, bool refused, CancellationToken stop)
    {
        var (pending, secret) = await pendings.Save(http, signIn, stop);
        var form = new OwnForm(Routes.SignInEmail, new FormField("form_token", secret.FormToken), [new FormField("sign_in", pending.Id)]);
        var last = await LastTime(http, signIn, pending, stop);
        return PersonPages.SignInEmail(Frame(http, signIn), new SignInEmailModel
        {
            AppName = signIn.App.Name,
            Form = form,
            Email = signIn.Request.LoginHint,
            AddressRefused = refused,
            LastTime = last,
        });
    }

    /// <summary>This browser holds sessions of several tenants of the app (AU-19): one press goes on as the one used last.</summary>
    public async Task<IResult> OfferToContinue(HttpContext http, SignIn signIn, Offer offer, CancellationToken stop)
    {
        var (pending, secret) = await pendings.Save(http, signIn, stop);
        return PersonPages.ContinueAs(Frame(http, signIn), new ContinueAsModel
        {
            AppName = signIn.App.Name,
            TenantName = offer.Tenant.Name,
            PersonName = $"{offer.User.FirstName} {offer.User.LastName}".Trim(),
            Email = offer.User.Email,
            // Answered with a page in between (Onward), since it may lead to the upstream as well.
            Form = new OwnForm(Routes.SignInContinue, new FormField("form_token", secret.FormToken),
                [new FormField("sign_in", pending.Id), new FormField("tenant", offer.Tenant.Slug)]),
            OtherAccountUrl = Routes.SignInOther(pending.Id),
            SessionsUrl = Routes.Sessions,
            SignOutUrl = Routes.EndSession,
        });
    }

    public async Task<IResult> Choose(HttpContext http, SignIn signIn, ImmutableArray<Connection> connections, CancellationToken stop)
    {
        var (pending, _) = await pendings.Save(http, signIn, stop);
        var last = Cookies.ReadLastConnection(http);
        return PersonPages.ChooseConnection(Frame(http, signIn), new ChooseConnectionModel
        {
            TenantName = signIn.Tenant!.Name,
            Connections =
            [
                .. connections.Select(c => new ConnectionChoice
                {
                    Name = c.Name, Kind = c.Protocol == "oidc" ? "OpenID Connect" : "SAML", Url = Routes.SignInChoice(pending.Id, c.Id), UsedLastTime = c.Id == last,
                }),
            ],
        });
    }

    private async Task<LastTime?> LastTime(HttpContext http, SignIn signIn, PendingSignIn pending, CancellationToken stop)
    {
        if (Cookies.ReadLastConnection(http) is not { } id)
            return null;
        var tenant = await db.Read(async tx =>
            await ConnectionStore.FindByUrl(tx, id) is { Enabled: true } connection && signIn.App.MayServe(connection.TenantId)
                ? await TenantStore.Find(tx, connection.TenantId) : null, stop);
        return tenant is null ? null : new LastTime { TenantName = tenant.Name, Url = Routes.SignInChoice(pending.Id, id) };
    }

    internal static PageFrame Frame(HttpContext http, SignIn signIn) =>
        PageFrame.For(http.Request, string.Join(' ', signIn.Request.UiLocales)).WithLanguageLink(http.Request).Of(signIn.Tenant);
}
