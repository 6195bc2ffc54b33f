using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.Tests.Pages;

/// <summary>One good model per page, or, with <paramref name="hostile"/>, the same with that text in every field that takes text.</summary>
internal sealed class PageSamples(string? hostile = null)
{
    private static readonly Uri App = new("https://field.example.com/callback");

    public static ImmutableArray<string> Names { get; } = [.. new PageSamples().All.Keys.Order(StringComparer.Ordinal)];

    private static OwnForm Form(string action, Func<string, string> text) =>
        new(action, new("__rv", text("anti-forgery-value")), [new("handle", text("hnd_8Zk2"))]) { LeadsTo = [App] };

    public PageFrame Frame(PageFrame given) => given with
    {
        TenantName = Say("Acme"),
        HelpUrl = Say("https://acme.example/help"),
        PrivacyUrl = Say("https://acme.example/privacy"),
        Brand = BrandColour.Parse("#7a3cff"),
    };

    public ImmutableDictionary<string, Func<PageFrame, IResult>> All
    {
        get
        {
            var pages = ImmutableDictionary.CreateBuilder<string, Func<PageFrame, IResult>>();
            pages["sign-in-email"] = f => PersonPages.SignInEmail(f, SignIn);
            pages["sign-in-email-refused"] = f => PersonPages.SignInEmail(f, SignIn with { AddressRefused = true, LastTime = null });
            pages["choose-connection"] = f => PersonPages.ChooseConnection(Frame(f), Choose);
            pages["continue-as"] = f => PersonPages.ContinueAs(Frame(f), Continue);
            pages["onward"] = f => PersonPages.Onward(Frame(f), new() { Url = "https://login.acme.example/authorize?state=it's" });
            pages["form-post"] = f => PersonPages.FormPost(
                Frame(f), App, [new("code", Say("cod_1")), new("state", Say("s")), new(Say("iss"), "https://sso.example.com")]);
            pages["signed-out"] = f => PersonPages.SignedOut(Frame(f), SignedOut);
            pages["signed-out-plain"] = f => PersonPages.SignedOut(f, new());
            pages["signing-out"] = f => PersonPages.SigningOut(Frame(f), new()
            {
                Frames =
                [
                    new(Say("leg_1"), Say("Field Service"), new("https://field.example.com/out?iss=x&sid=y")),
                    new("leg_2", Say("Fleet Map"), new("https://map.example.com/out")),
                ],
                OnwardUrl = Say("/sign-out/sot_1/on"),
                ReportUrl = Say("/sign-out/sot_1/frames"),
            });
            pages["my-sessions"] = f => PersonPages.MySessions(Frame(f), new MySessionsSample(Say, action => Form(action, Say)).One);
            pages["my-sessions-many"] = f => PersonPages.MySessions(f, new MySessionsSample(Say, action => Form(action, Say)).Several);
            pages["my-sessions-none"] = PersonPages.NoSessions;
            pages["my-sessions-refused"] = f => PersonPages.SessionNotEnded(f, Say("/sessions"));
            pages["sign-out-over"] = PersonPages.SignOutOver;
            pages["confirm-sign-out-asked"] = f => PersonPages.ConfirmSignOut(Frame(f), new() { AppName = Say("Field Service"), Form = Form("/sign-out", Say) });
            pages["onward-out"] = f => PersonPages.Onward(Frame(f), new() { Url = "https://login.acme.example/logout?state=it's", SignsOut = true });
            pages["confirm-sign-out"] = f => PersonPages.ConfirmSignOut(Frame(f), new()
            {
                Form = Form("/connect/endsession", Say),
                StayUrl = Say("/"),
            });
            pages["setup-link"] = f => PersonPages.SetupLink(f, new() { Form = Form("/setup", Say) });
            pages["setup-link-spent"] = PersonPages.SetupLinkSpent;
            pages["operator-token"] = f => PersonPages.OperatorToken(f, new()
            {
                Token = Say("rb_op_4f9Kq0vT2mXb7LwZr1YcH8sNdE5gJpUa"),
                AdminUrl = Say("/admin"),
            });
            pages["not-found"] = PersonPages.NotFound;
            pages["message"] = f => PersonPages.Message(f, new()
            {
                Title = Say("The link has expired"),
                Lead = Say("Ask for a new one."),
                LinkText = Say("Go"),
                LinkUrl = Say("/"),
            });
            foreach (var reason in Enum.GetValues<ErrorReason>())
                pages[$"error-{reason}"] = f => PersonPages.ErrorPage(Frame(f), Error(reason));
            pages["error-without-app"] = f => PersonPages.ErrorPage(f, Error(ErrorReason.RedirectNotRegistered) with
            {
                AppName = null,
                UpstreamName = null,
                Back = null,
            });
            pages["error-form-post"] = f => PersonPages.ErrorPage(Frame(f), Error(ErrorReason.MissingEmail) with
            {
                Back = new WayBack.Post(App, [new("error", "access_denied"), new("state", Say("s"))]),
            });
            return pages.ToImmutable();
        }
    }

    private SignInEmailModel SignIn => new()
    {
        AppName = Say("Field Service"),
        Email = Say("maria.souza@acme.example"),
        Form = Form("/sign-in/email", Say),
        LastTime = new() { TenantName = Say("Acme"), Url = "/sign-in/last" },
    };

    private ChooseConnectionModel Choose => new()
    {
        TenantName = Say("Acme"),
        OtherEmailUrl = Say("/sign-in/email"),
        Connections =
        [
            new() { Name = Say("Acme staff"), Kind = Say("Microsoft Entra ID"), Url = "/sign-in/c1", UsedLastTime = true },
            new() { Name = Say("Field partners"), Kind = Say("Okta"), Url = "/sign-in/c2" },
            new() { Name = Say("Contractors"), Kind = Say("Google Workspace"), Url = Say("/sign-in/c3") },
        ],
    };

    private ContinueAsModel Continue => new()
    {
        AppName = Say("Field Service"),
        TenantName = Say("Acme"),
        PersonName = Say("Maria Souza"),
        Email = Say("maria.souza@acme.example"),
        Form = Form("/sign-in/continue", Say),
        OtherAccountUrl = Say("/sign-in/other"),
        SessionsUrl = Say("/sessions"),
        SignOutUrl = Say("/sign-out"),
    };

    private SignedOutModel SignedOut => new()
    {
        Apps =
        [
            new() { Name = Say("Reports"), State = AppSignOut.Retrying, NextTry = TimeSpan.FromMinutes(5) },
            new() { Name = Say("Field Service"), State = AppSignOut.Confirmed },
            new() { Name = Say("Fleet Map"), State = AppSignOut.GaveUp },
            new() { Name = Say("Inventory"), State = AppSignOut.CannotBeTold },
        ],
        Receipt = Say("SO-3F8P-6T1W"),
        At = new(2026, 11, 20, 14, 2, 0, TimeSpan.Zero),
        Sessions = 2,
        SignInAgainUrl = Say("https://field.example.com/sign-in"),
        AppName = Say("Field Service"),
        Upstreams =
        [
            new() { Name = Say("Microsoft Entra ID"), State = UpstreamOutcome.NotAsked, SignOutUrl = Say("/sign-out/sot_1/at/con_1") },
            new() { Name = Say("Acme Okta"), State = UpstreamOutcome.Confirmed },
            new() { Name = Say("Partners"), State = UpstreamOutcome.Unconfirmed },
            new() { Name = Say("Contractors"), State = UpstreamOutcome.StaysElsewhere },
        ],
    };

    private ErrorPageModel Error(ErrorReason reason) => new()
    {
        Reason = reason,
        Status = 400,
        CaseId = Say("SI-7K4M-2Q9D"),
        At = new(2026, 11, 20, 14, 2, 0, TimeSpan.Zero),
        AppName = Say("Field Service"),
        UpstreamName = Say("Acme staff"),
        DetailsUrl = Say("https://sso.example.com/c/SI-7K4M-2Q9D"),
        StartAgainUrl = reason is ErrorReason.SignInExpired or ErrorReason.CookiesBlocked ? Say("/sign-in") : null,
        Back = new WayBack.Link(Say("https://field.example.com/callback?error=access_denied&state=s&iss=https%3A%2F%2Fsso.example.com")),
    };

    private string Say(string good) => hostile ?? good;
}
