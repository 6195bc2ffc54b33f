using System.Collections.Immutable;
using System.Globalization;
using RunBroker.Pages.Views;

namespace RunBroker.Pages;

/// <summary>Every page a person sees who is not an admin. Each answer carries its status, its headers and no cookie.</summary>
public static class PersonPages
{
    public static IResult SignInEmail(PageFrame frame, SignInEmailModel model) =>
        Page<SignInEmailPage, SignInEmailModel>(frame, model, model.AddressRefused ? 422 : 200, PageReach.Own(model.Form.LeadsTo));

    public static IResult ChooseConnection(PageFrame frame, ChooseConnectionModel model) =>
        Page<ChooseConnectionPage, ChooseConnectionModel>(frame, model);

    public static IResult ContinueAs(PageFrame frame, ContinueAsModel model) =>
        Page<ContinueAsPage, ContinueAsModel>(frame, model, reach: PageReach.Own(model.Form.LeadsTo));

    /// <summary>
    /// Answers a form of ours and goes on to another origin: a page instead of a 303, since Chrome holds the redirect of a form against
    /// form-action, and listing every tenant's upstream there would publish our tenants (O-009, O-127).
    /// </summary>
    public static IResult Onward(PageFrame frame, OnwardModel model) => Page<OnwardPage, OnwardModel>(frame, model);

    public static IResult ErrorPage(PageFrame frame, ErrorPageModel model)
    {
        var reach = model.Back is WayBack.Post post ? new PageReach([PageHeaders.Source(post.Action)], []) : PageReach.None;
        var page = Page<ErrorView, ErrorPageModel>(frame, model, model.Status, reach);
        return model.RetryAfter is { } wait ? new RetryLater(page, wait) : page;
    }

    public static IResult SignedOut(PageFrame frame, SignedOutModel model) =>
        Page<SignedOutPage, SignedOutModel>(frame, model);

    /// <summary>The one page with frames, of these apps and nobody else (O-104).</summary>
    public static IResult SigningOut(PageFrame frame, SigningOutModel model) => Page<SigningOutPage, SigningOutModel>(
        frame, model, reach: new([], [.. model.Frames.Select(f => PageHeaders.Source(f.Url)).Distinct()]) { Reports = true });

    public static IResult ConfirmSignOut(PageFrame frame, ConfirmSignOutModel model) =>
        Page<ConfirmSignOutPage, ConfirmSignOutModel>(frame, model, reach: PageReach.Own(model.Form.LeadsTo));

    /// <summary>Form Post 1.0: the answer to an app, sent by the person's browser. The action must be absolute.</summary>
    public static IResult FormPost(PageFrame frame, Uri action, ImmutableArray<FormField> fields) =>
        Page<FormPostPage, FormPostModel>(frame, new(action, fields), reach: new([PageHeaders.Source(action)], []));

    /// <summary>A message to the provider, sent by the person's browser (S-104). The action must be absolute.</summary>
    public static IResult OnwardPost(PageFrame frame, Uri action, ImmutableArray<FormField> fields, FormPostTo to = FormPostTo.UpstreamSignIn) =>
        Page<FormPostPage, FormPostModel>(frame, new(action, fields) { To = to },
            reach: to == FormPostTo.UpstreamSignOut ? PageReach.FromThereOn(action) : new([PageHeaders.Source(action)], []));

    public static IResult MySessions(PageFrame frame, MySessionsModel model) =>
        Page<MySessionsPage, MySessionsModel>(frame, model, reach: PageReach.Own([]));

    /// <summary>This browser holds no session: there is nothing to show, and nowhere to send it, since no app asked.</summary>
    public static IResult NoSessions(PageFrame frame) =>
        Message(frame, new() { Title = frame.Texts.Sessions.NoneTitle, Lead = frame.Texts.Sessions.NoneLead, Status = 200 });

    /// <summary>A session that is over, that is another person's, or a form that is not ours: one text for all, which tells nothing.</summary>
    public static IResult SessionNotEnded(PageFrame frame, string lookAgain) => Message(frame, new()
    {
        Title = frame.Texts.Sessions.RefusedTitle,
        Lead = frame.Texts.Sessions.RefusedLead,
        LinkText = frame.Texts.SeeSessions,
        LinkUrl = lookAgain,
        Status = 404,
    });

    public static IResult SetupLink(PageFrame frame, SetupLinkModel model) =>
        Page<SetupLinkPage, SetupLinkModel>(frame, model, reach: PageReach.Own(model.Form.LeadsTo));

    public static IResult OperatorToken(PageFrame frame, OperatorTokenModel model) =>
        Page<OperatorTokenPage, OperatorTokenModel>(frame, model);

    public static IResult NotFound(PageFrame frame) =>
        Message(frame, new() { Title = frame.Texts.NotFoundTitle, Lead = frame.Texts.NotFoundLead, Status = 404 });

    /// <summary>A sign-out of which this browser is told nothing (any more).</summary>
    public static IResult SignOutOver(PageFrame frame) =>
        Message(frame, new() { Title = frame.Texts.SignOutOverTitle, Lead = frame.Texts.SignOutOverLead, Status = 404 });

    /// <summary>A sign-out of the provider that was not accepted; nobody was signed out.</summary>
    public static IResult SignOutRefused(PageFrame frame, string caseId) =>
        Message(frame, new() { Title = frame.Texts.SignOutRefusedTitle, Lead = frame.Texts.SignOutRefusedLead(caseId), Status = 403 });

    /// <summary>The first-start link was used or has expired.</summary>
    public static IResult SetupLinkSpent(PageFrame frame) =>
        Message(frame, new() { Title = frame.Texts.SetupSpentTitle, Lead = frame.Texts.SetupSpentLead, Status = 410 });

    public static IResult Message(PageFrame frame, MessageModel model) => Page<MessagePage, MessageModel>(frame, model, model.Status);

    private static PageResult<TView, TModel> Page<TView, TModel>(PageFrame frame, TModel model, int status = 200, PageReach? reach = null)
        where TView : View<TModel>
        where TModel : class => new(frame, model, status, reach ?? PageReach.None);

    private sealed record RetryLater(IResult Page, TimeSpan Wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.RetryAfter = ((long)Math.Ceiling(Wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return Page.ExecuteAsync(httpContext);
        }
    }
}
