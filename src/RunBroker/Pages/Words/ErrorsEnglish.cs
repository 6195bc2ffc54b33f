using System.Collections.Immutable;

namespace RunBroker.Pages.Words;

internal sealed partial record Texts
{
    private static ImmutableDictionary<ErrorReason, ErrorText> EnglishErrors => Rows<ErrorReason, ErrorText>(
        (ErrorReason.AppNotRegistered, new(
            "This app is not known here",
            "Before anyone is signed in, the app that asks must be registered, and this one is not. "
                + "Nothing is wrong with your account. Trying again gives the same result.",
            "Send this to the people who run the app. They need to register it, or correct its client ID.",
            "not registered",
            "the client_id of the request is not registered.",
            "the app’s developer")),
        (ErrorReason.RedirectNotRegistered, new(
            "We do not know where this app wants you sent",
            "The app asked us to send you back to an address it has not registered, so we keep you here, for your safety. "
                + "Trying again gives the same result.",
            "Send this to the people who run the app. They need to register the address, exactly as the app sends it.",
            "unknown address",
            "the redirect_uri of the request is not registered for this client_id.",
            "the app’s developer")),
        (ErrorReason.RequestMalformed, new(
            "We could not understand what the app asked for",
            "The app’s request to sign you in is incomplete or damaged. Nothing is wrong with your account. "
                + "If you followed an old link or bookmark, open the app itself and sign in from there.",
            "If it happens from the app too, send this to the people who run the app.",
            "unclear request",
            "the authorization request is malformed.",
            "the app’s developer")),
        (ErrorReason.TenantUnknown, new(
            "We do not know this organisation",
            "The app asked us to sign you in at an organisation that does not exist here. Trying again gives the same result.",
            "Open the app by its usual address. If it happens there too, send this to the people who run the app.",
            "does not know it",
            "the organization or tenant named in the request does not exist.",
            "the app’s developer")),
        (ErrorReason.NoTenantForEmail, new(
            "This e-mail address does not lead to a sign-in page",
            "No organisation here signs people in with this kind of address. "
                + "Check it for typing errors, and try your work address if you used another.",
            "If the address is right, send this to your IT team. They can tell which address to use, or add your organisation’s domain.",
            "found no sign-in",
            "the domain of the e-mail address is not verified for any tenant.",
            "an administrator of the tenant, under Domains")),
        (ErrorReason.ConnectionUnknown, new(
            "This way to sign in does not exist",
            "The link named a sign-in page that your organisation does not have, or has removed. "
                + "Trying the same link again gives the same result.",
            "Open the app itself and sign in from there. If that fails, send this to your IT team.",
            "found no sign-in",
            "the connection named in the request does not exist for this tenant.",
            "an administrator of the tenant, under Connections")),
        (ErrorReason.ConnectionDisabled, new(
            "This way to sign in is turned off",
            "Your organisation’s administrators have turned this sign-in page off. Your account is not affected. "
                + "Trying again helps only after they turn it on.",
            "Send this to your IT team. They can turn it on, or name another way to sign in.",
            "is turned off",
            "the connection is disabled.",
            "an administrator of the tenant, under Connections")),
        (ErrorReason.ConnectionNotReady, new(
            "This way to sign in is not set up completely",
            "We could not send you to your organisation’s sign-in page: something that we need to know of it is missing or no longer valid. "
                + "Your account is not affected. Trying again helps only after it is put right.",
            "Send this to your IT team. They can see what is missing, and complete it.",
            "is not ready",
            "the connection lacks something that sign-ins need; the case file says what. The provider was not asked.",
            "an administrator of the tenant, under Connections")),
        (ErrorReason.NoEnabledConnection, new(
            "Your organisation has no sign-in page yet",
            "Sign-in with your work account has not been set up, or all of it is turned off. "
                + "Trying again helps only after it is turned on.",
            "Send this to your IT team. They need to set up a connection and turn it on.",
            "found no sign-in",
            "the tenant has no enabled connection.",
            "an administrator of the tenant, under Connections")),
        (ErrorReason.PlanWithoutSso, new(
            "Your organisation’s plan does not include this sign-in",
            "Signing in with a work account is not part of what your organisation has ordered. Trying again gives the same result.",
            "Send this to your IT team. They can have it added to the plan, or tell you another way into the app.",
            "not in the plan",
            "the tenant’s plan does not include single sign-on.",
            "whoever orders for the tenant")),
        (ErrorReason.UpstreamUnreachable, new(
            "Your organisation’s sign-in page does not answer",
            "We tried to reach it and got no usable reply. Your account is not affected. Trying again in a few minutes may help.",
            "If it lasts, send this to your IT team. They can see whether the provider is down.",
            "does not answer",
            "the provider could not be reached, or gave no usable reply.",
            "the administrator of the provider")),
        (ErrorReason.UpstreamRefused, new(
            "Your organisation did not let you into this app",
            "Your organisation’s sign-in page refused. Most often your account has not been given access to the app. "
                + "Trying again gives the same result until somebody gives you access.",
            "Send this to your IT team. They need to assign you, or one of your groups, to the app at the provider.",
            "refused access",
            "the provider refused access; most often the person is not assigned to the app.",
            "the administrator of the provider")),
        (ErrorReason.UpstreamAnswerInvalid, new(
            "We could not accept your organisation’s answer",
            "Your organisation’s sign-in page answered, but its answer did not pass our checks, so nobody was signed in. "
                + "Your password is not the cause. Trying again once may help; if not, it stays so until it is fixed.",
            "Send this to your IT team. The case file tells them which check failed, what was wanted and what came.",
            "answer not valid",
            "the provider’s answer failed a check; the case file says which.",
            "an administrator of the tenant, with the case file")),
        (ErrorReason.UpstreamDoesNotKnowUs, new(
            "Your organisation’s sign-in page does not accept us",
            "It answered, but refused our request or our key to it: most often that key has expired. Your password is not the cause. "
                + "Trying again gives the same result until your IT team changes it.",
            "Send this to your IT team. They need to look at how this broker is registered at the provider.",
            "refused our key",
            "the provider does not accept the broker’s request, client ID or secret.",
            "the administrator of the provider, or of the tenant under Connections")),
        (ErrorReason.ClocksApart, new(
            "Your organisation’s answer came at the wrong time",
            "By our clock it was too old, or from the future. Your password is not the cause. "
                + "Trying again once may help, if the page was open for long; if not, two clocks differ.",
            "If it happens again, send this to your IT team. They need to set the clock of the sign-in server.",
            "wrong time",
            "the provider’s answer is not valid at this time; most often its clock is wrong.",
            "the administrator of the provider")),
        (ErrorReason.AnswerNotProved, new(
            "We could not be sure that the answer is your organisation’s",
            "Its signature did not fit, so for your safety nobody was signed in. Most often your organisation has a new certificate that "
                + "we do not have yet. "
                + "Trying again gives the same result until your IT team changes it.",
            "Send this to your IT team. The case file tells them which certificate or key is missing.",
            "not proved",
            "the signature of the provider’s answer does not hold; most often its certificate or key has changed.",
            "an administrator of the tenant, under Connections")),
        (ErrorReason.SignInTooWeak, new(
            "This app needs a stronger sign-in",
            "You signed in, but not in the way that this app demands, such as with a second factor. Other apps are not affected. "
                + "Trying again helps only if your organisation’s page then asks for it.",
            "Send this to your IT team. They need to turn on the stronger method for this app.",
            "not strong enough",
            "the provider did not use the method of signing in that was asked for.",
            "the administrator of the provider")),
        (ErrorReason.SignInNotFresh, new(
            "This app needs you to sign in afresh",
            "Your organisation’s sign-in page answered from an earlier sign-in, and that is too old for this app, or is over. "
                + "Signing out at your organisation first, then trying again, may help.",
            "If it happens again, send this to your IT team.",
            "too old a sign-in",
            "the provider’s sign-in is too old, or its session is over.",
            "the administrator of the provider")),
        (ErrorReason.ProviderInitiated, new(
            "Open the app itself to sign in",
            "Your organisation’s page sent you here before any app had asked. For your safety we accept an answer only to a question of ours, "
                + "so nobody was signed in. Signing in from the app works.",
            "Open the app by its own address. If the tile on your organisation’s page should work, send this to your IT team.",
            "had not asked",
            "the provider started the sign-in, and the connection does not allow that (allow_idp_initiated).",
            "an administrator of the tenant, under Connections")),
        (ErrorReason.NoDefaultApp, new(
            "There is no app to open from here",
            "This link or tile leads to your organisation’s main app, and none has been chosen. Trying again gives the same result. "
                + "Your account is not affected.",
            "Open the app you want by its own address. If you need this link, send this to your IT team.",
            "found no app",
            "the tenant has no default app with an initiate_login_uri.",
            "an administrator of the tenant")),
        (ErrorReason.SignInExpired, new(
            "This sign-in can no longer be finished",
            "It took too long, it was finished before, or it was started in another browser. "
                + "For your safety each sign-in ends in the browser where it began. Starting again works.",
            "Start again, and finish in the same browser. Old links and the Back button do not work.",
            "no longer waits",
            "the sign-in expired, was used, or belongs to another browser.",
            "the person, by starting again")),
        (ErrorReason.CookiesBlocked, new(
            "Your browser did not keep our cookie",
            "We need one cookie to be sure that the answer from your organisation belongs to you. It did not come back. "
                + "Starting again works once cookies are allowed.",
            "Allow cookies for this address, leave private browsing if it blocks them, then start again.",
            "got no cookie",
            "the browser did not return the sign-in cookie.",
            "the person, in the browser’s settings")),
        (ErrorReason.MissingEmail, new(
            "Your organisation did not tell us your e-mail address",
            "Your password worked. The app needs an e-mail address for you, and your organisation’s sign-in page sent none. "
                + "Trying again gives the same result until your IT team changes it.",
            "Send this to your IT team. It holds all they need.",
            "sent no e-mail",
            "the provider’s answer has no value for the field Email.",
            "the administrator of the provider, or of the tenant under Claim mapping")),
        (ErrorReason.MissingFirstName, new(
            "Your organisation did not tell us your first name",
            "Your password worked. The app needs your first name, and your organisation’s sign-in page sent none. "
                + "Trying again gives the same result until your IT team changes it.",
            "Send this to your IT team. It holds all they need.",
            "sent no first name",
            "the provider’s answer has no value for the field First Name.",
            "the administrator of the provider, or of the tenant under Claim mapping")),
        (ErrorReason.MissingLastName, new(
            "Your organisation did not tell us your last name",
            "Your password worked. The app needs your last name, and your organisation’s sign-in page sent none. "
                + "Trying again gives the same result until your IT team changes it.",
            "Send this to your IT team. It holds all they need.",
            "sent no last name",
            "the provider’s answer has no value for the field Last Name.",
            "the administrator of the provider, or of the tenant under Claim mapping")),
        (ErrorReason.UserDeactivated, new(
            "Your account is turned off here",
            "Your password worked, but an administrator has turned your account off for these apps. "
                + "Trying again helps only after they turn it on.",
            "Send this to your IT team. They can tell why, and turn the account on.",
            "turned you away",
            "the person’s user record is deactivated.",
            "an administrator of the tenant, under Users")),
        (ErrorReason.AccessRulesRefuse, new(
            "You do not have access to this app",
            "Your password worked, but your organisation’s rules do not let you into this app. Other apps are not affected. "
                + "Trying again helps only after the rules change.",
            "If you need the app for your work, send this to your IT team. They can give you access.",
            "found no access",
            "the access rules of the tenant or the app refuse this person.",
            "an administrator of the tenant, under Access rules")),
        (ErrorReason.TooManyRequests, new(
            "That was too many tries in a short time",
            "We pause sign-ins from this network for a moment, to protect accounts. Nothing is wrong with yours. "
                + "Trying again works in a minute.",
            "Wait one minute, then try again once.",
            "asks you to wait",
            "the rate limit was reached.",
            "nobody: it passes by itself")),
        (ErrorReason.InternalError, new(
            "Something failed on our side",
            "The sign-in stopped through a fault of ours. Your account and your organisation are not the cause. "
                + "Trying again in a few minutes may help.",
            "If it lasts, send this to the people who run the app. With the case number they find what happened.",
            "failed",
            "an internal error.",
            "the operator of RunBroker, with the case number")));
}
