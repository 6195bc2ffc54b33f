using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Storage;
using RunBroker.Tenancy;

namespace RunBroker.SignIns;

/// <summary>The person typed an e-mail address (contract section 4, "Which tenant").</summary>
internal static class EmailEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, Resume resume, Dispatcher dispatcher, AskPerson ask, Db db, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        var (signIn, secret, page) = await resume.ForPage(http, form?["sign_in"], stop);
        if (signIn is null)
            return page!;
        if (!secret!.IsFormToken(form!["form_token"]))
            return await FormRefusal.Refuse(http, refusal, time);

        var email = form["email"];
        signIn = signIn with { AfterForm = true };
        // Only a domain that is verified for a tenant of this app leads anywhere; every other address gets one and the same text (O-127).
        var tenant = email is { Length: <= 320 } && WhichTenant.DomainOf(email) is { } domain
            ? await db.Read(tx => TenantStore.FindByVerifiedDomain(tx, domain), stop) : null;
        if (tenant is null || !signIn.App.MayServe(tenant.Id) || (signIn.Request.Organization is { } named && named != tenant.Slug))
        {
            signIn.Case.Noted("tenant", "the e-mail address led to no tenant of this app");
            return await ask.ForEmail(http, signIn, refused: true, stop);
        }

        return await dispatcher.Next(http, signIn with { Tenant = tenant, ConnectionId = null }, stop);
    }
}

/// <summary>The person goes on as whom the page named (AU-19). The form says for which tenant, as `organization` would; the session is looked at afresh.</summary>
internal static class ContinueEndpoint
{
    public static async Task<IResult> Handle(HttpContext http, Resume resume, Dispatcher dispatcher, AskPerson ask, Db db, Refusal refusal, TimeProvider time, CancellationToken stop)
    {
        var form = await http.Request.ReadFormParameters(stop);
        var (signIn, secret, page) = await resume.ForPage(http, form?["sign_in"], stop);
        if (signIn is null)
            return page!;
        if (!secret!.IsFormToken(form!["form_token"]))
            return await FormRefusal.Refuse(http, refusal, time);
        signIn = signIn with { AfterForm = true };
        var tenant = form["tenant"] is { Length: <= 64 } slug ? await db.Read(tx => TenantStore.FindBySlug(tx, slug), stop) : null;
        return tenant is null || !signIn.App.MayServe(tenant.Id)
            ? await ask.ForEmail(http, signIn, refused: false, stop)
            : await dispatcher.Next(http, signIn with { Tenant = tenant }, stop);
    }
}

/// <summary>"Use another account": the e-mail page, whatever sessions this browser holds.</summary>
internal static class OtherAccountEndpoint
{
    public static async Task<IResult> Handle(string id, HttpContext http, Resume resume, Dispatcher dispatcher, AskPerson ask, CancellationToken stop)
    {
        var (signIn, _, page) = await resume.ForPage(http, id, stop);
        return signIn is null ? page! : await ask.ForEmail(http, signIn, refused: false, stop);
    }
}

/// <summary>The person chose one of the tenant's connections, or the one used last in this browser.</summary>
internal static class ChoiceEndpoint
{
    public static async Task<IResult> Handle(string id, string connection, HttpContext http, Resume resume, Dispatcher dispatcher, AskPerson ask, Db db, CancellationToken stop)
    {
        var (signIn, _, page) = await resume.ForPage(http, id, stop);
        if (signIn is null)
            return page!;
        if (signIn.Tenant is null)
        {
            var tenant = await db.Read(async tx => await ConnectionStore.FindByUrl(tx, connection) is { } row ? await TenantStore.Find(tx, row.TenantId) : null, stop);
            if (tenant is null || !signIn.App.MayServe(tenant.Id))
                return await ask.ForEmail(http, signIn, refused: true, stop);
            signIn = signIn with { Tenant = tenant };
        }

        return await dispatcher.Next(http, signIn with { ConnectionId = connection }, stop);
    }
}

/// <summary>The page of a sign-in once more: after a reload, or in the other language.</summary>
internal static class AgainEndpoint
{
    public static async Task<IResult> Handle(string id, HttpContext http, Resume resume, Dispatcher dispatcher, AskPerson ask, CancellationToken stop)
    {
        var (signIn, _, page) = await resume.ForPage(http, id, stop);
        return signIn is null ? page! : await dispatcher.Next(http, signIn, stop);
    }
}

/// <summary>A form of ours that came from somewhere else (O-110).</summary>
internal static class FormRefusal
{
    public static Task<IResult> Refuse(HttpContext http, Refusal refusal, TimeProvider time) =>
        refusal.TellPerson(http, CaseFile.Open(time, null), ErrorReason.RequestMalformed, "form.Token", "the form did not come from our page", "O-110");
}
