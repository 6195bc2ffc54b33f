using System.Collections.Immutable;
using RunBroker.Demo.Apps;

namespace RunBroker.Demo.Guide;

/// <summary>What to click, in order.</summary>
internal static class Steps
{
    public static ImmutableArray<Step> Of(Places at, ImmutableArray<Happening> log)
    {
        bool Did(Happened what, string app, string? tenant = null) => log.Any(h => h.What == what && h.AppKey == app && (tenant is null || h.Tenant == tenant));
        return
        [
            new("Sign in to Field Service",
                "An app of Acme. Press Sign in there: RunBroker sends you on to Acme's own provider. Choose Maria.",
                "Open Field Service", at.FieldService, Did(Happened.SignedIn, "field-service")),
            new("Open Reports",
                "Acme's other app. It asks RunBroker who you are, and RunBroker knows: no question, no provider in between. That is single sign-on.",
                "Open report 42", at.Reports + "/sso?targetUrl=/reports/42", Did(Happened.SignedIn, "reports")),
            new("Open Fleet Map",
                "A single-page app that Acme and Globex share. It asks in a hidden frame while the page loads, so you are signed in before you can press anything.",
                "Open Fleet Map", at.FleetMap, Did(Happened.SignedIn, FleetMap.Key, "acme")),
            new("Globex beside Acme",
                "In Fleet Map, under Work for two companies, type ana@globex.example. RunBroker finds Globex by the domain; at its provider choose Ana. "
                + "Field Service and Reports still know Maria: each company has a session of its own in your browser.",
                "Open Fleet Map", at.FleetMap, Did(Happened.SignedIn, FleetMap.Key, "globex")),
            new("Sign out",
                "Press Sign out in Field Service. The session of Acme ends at RunBroker, which tells Reports, so that it shows you out as well; Globex in Fleet Map goes on. "
                + "Sign out of Fleet Map too, and its Sign in asks for your e-mail address, since nothing tells RunBroker your company any more.",
                "Open Field Service", at.FieldService, Did(Happened.SignedOut, "field-service")),
            new("A sign-out that another tab notices",
                "Open Fleet Map as Maria and leave it open; in another tab sign in to Field Service, which asks nothing, and sign out there. Go back to the first "
                + "tab and touch nothing: within seconds Fleet Map shows you out. It asks RunBroker every five seconds, and a frame of RunBroker's watches beside it.",
                "Open Fleet Map", at.FleetMap, Did(Happened.Noticed, FleetMap.Key)),
            new("A company whose provider speaks SAML",
                "Service Desk is an app of Initech and knows nothing of SAML. RunBroker sends Initech's provider a signed request, checks and decrypts "
                + "what comes back, and hands Service Desk the same tokens as any other app. Press Sign in there and choose Lena.",
                "Open Service Desk", at.ServiceDesk, Did(Happened.SignedIn, "service-desk")),
            new("Sign out at the provider",
                "Lena signs out where she signed in, and Initech's provider tells RunBroker. Her session ends there, "
                + "and RunBroker tells Service Desk, which shows her out as well.",
                "Sign out at Initech's provider", at.InitechIdp + "/logout", Did(Happened.Told, "service-desk") || Did(Happened.Ended, "service-desk")),
            new("See what goes wrong",
                "Sign in as somebody else: Otto's account has no e-mail address, and RunBroker says on a page, with a case number, who can mend that. "
                + "Or press Cancel at the provider, and Field Service hears of it.",
                "Sign in as Otto", at.FieldService + "/sign-in/other", Did(Happened.Refused, "field-service")),
        ];
    }
}
