using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Pages.Words;
using RunBroker.Storage.Model;

namespace RunBroker.SetupLinks;

/// <summary>One request of a link's holder, after the door let it in.</summary>
/// <param name="Domains">That the link has added.</param>
internal sealed record SetupCall(WebCall Web, SetupLink Link, ImmutableArray<string> Domains)
{
    public Tenant Tenant => Web.Tenant;

    public Language Language => Web.Frame.Language;

    public CancellationToken Stop => Web.Stop;

    /// <summary>For <see cref="HolderActs"/> alone: by its scope it could do whatever an admin of the tenant can.</summary>
    public ManagementCaller Caller => Web.Caller;

    public static SetupCall Of(HttpContext http) => (SetupCall)http.Items[typeof(SetupCall)]!;

    public void Attach() => Web.Http.Items[typeof(SetupCall)] = this;

    public string At(string path) => SetupPaths.At(Web.Http.Request, Link.Id, path);

    public string At(SetupStep step) => At(SetupPaths.Of(step));

    public Found Go(SetupStep step, string? said = null) => Found.After(At(step), said);

    public Found GoAfter(SetupStep step) => Go(SetupPlan.After(Link, step));

    /// <summary>In the reader's language, as the forms of connections say it.</summary>
    public FormProblem Says(Problem why)
    {
        var (own, forms) = (Language.Words<SetupWords>(), Language.Words<ConnectionFormWords>());
        return own.Says(why.Code) is var (title, detail) ? new(title, detail, [])
            : new(forms.Title(why), forms.Why(why), [.. why.Errors.Select(e => new FieldFault(e.Path, FaultTexts.Rule(e.Says, Language)))]);
    }

    public static ManagementCaller CallerOf(SetupLink link, string? ip) =>
        new($"setup_link:{link.Id}", [ManagementCaller.WriteScope], link.TenantId) { Ip = ip };
}
