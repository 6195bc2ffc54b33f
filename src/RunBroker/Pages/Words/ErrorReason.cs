namespace RunBroker.Pages.Words;

/// <summary>Why a person sees an error page. Names are stored, counted and documented: never renamed.</summary>
public enum ErrorReason
{
    AppNotRegistered,
    RedirectNotRegistered,
    RequestMalformed,
    TenantUnknown,
    NoTenantForEmail,
    ConnectionUnknown,
    ConnectionDisabled,
    /// <summary>It is switched on, but what the broker needs of the provider is not there: the provider was not asked.</summary>
    ConnectionNotReady,
    NoEnabledConnection,
    PlanWithoutSso,
    UpstreamUnreachable,
    UpstreamRefused,
    UpstreamAnswerInvalid,
    /// <summary>The provider does not accept us: the secret, the request, the registration there.</summary>
    UpstreamDoesNotKnowUs,
    /// <summary>The answer came too late or too early by our clock.</summary>
    ClocksApart,
    /// <summary>Nobody could tell that the answer is the provider's own.</summary>
    AnswerNotProved,
    SignInTooWeak,
    SignInNotFresh,
    ProviderInitiated,
    NoDefaultApp,
    SignInExpired,
    CookiesBlocked,
    MissingEmail,
    MissingFirstName,
    MissingLastName,
    UserDeactivated,
    AccessRulesRefuse,
    TooManyRequests,
    InternalError,
}

/// <summary>Who can put it right, and so who gets the message the page offers.</summary>
internal enum ErrorReader
{
    /// <summary>The person alone: no message to send.</summary>
    Person,
    TenantIt,
    AppSupport,
}

/// <summary>Where the way from app to upstream and back broke.</summary>
internal enum ErrorPlace
{
    App,
    BrokerBeforeUpstream,
    Upstream,
    BrokerAfterUpstream,
}

/// <summary>An error in one language.</summary>
/// <param name="Title">What happened, in a sentence.</param>
/// <param name="Lead">What it means for the person, and whether trying again helps.</param>
/// <param name="Do">Who does what, and where.</param>
/// <param name="Stop">Two or three words under the broken point of the route.</param>
/// <param name="Cause">For the message: the cause as the reader of the message would say it.</param>
/// <param name="Fixer">For the message: who can fix it.</param>
internal sealed record ErrorText(string Title, string Lead, string Do, string Stop, string Cause, string Fixer);

/// <summary>What of an error does not depend on the language.</summary>
internal static class ErrorTexts
{
    public static (ErrorPlace Place, ErrorReader Reader) Facts(ErrorReason reason) => reason switch
    {
        ErrorReason.AppNotRegistered => (ErrorPlace.App, ErrorReader.AppSupport),
        ErrorReason.RedirectNotRegistered => (ErrorPlace.App, ErrorReader.AppSupport),
        ErrorReason.RequestMalformed => (ErrorPlace.App, ErrorReader.AppSupport),
        ErrorReason.TenantUnknown => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.AppSupport),
        ErrorReason.NoTenantForEmail => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.TenantIt),
        ErrorReason.ConnectionUnknown => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.TenantIt),
        ErrorReason.ConnectionNotReady => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.TenantIt),
        ErrorReason.ConnectionDisabled => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.TenantIt),
        ErrorReason.NoEnabledConnection => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.TenantIt),
        ErrorReason.PlanWithoutSso => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.TenantIt),
        ErrorReason.UpstreamUnreachable => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.UpstreamRefused => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.UpstreamAnswerInvalid => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.UpstreamDoesNotKnowUs => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.ClocksApart => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.AnswerNotProved => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.SignInTooWeak => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.SignInNotFresh => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.ProviderInitiated => (ErrorPlace.BrokerAfterUpstream, ErrorReader.TenantIt),
        ErrorReason.NoDefaultApp => (ErrorPlace.BrokerAfterUpstream, ErrorReader.TenantIt),
        ErrorReason.SignInExpired => (ErrorPlace.BrokerAfterUpstream, ErrorReader.Person),
        ErrorReason.CookiesBlocked => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.Person),
        ErrorReason.MissingEmail => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.MissingFirstName => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.MissingLastName => (ErrorPlace.Upstream, ErrorReader.TenantIt),
        ErrorReason.UserDeactivated => (ErrorPlace.BrokerAfterUpstream, ErrorReader.TenantIt),
        ErrorReason.AccessRulesRefuse => (ErrorPlace.BrokerAfterUpstream, ErrorReader.TenantIt),
        ErrorReason.TooManyRequests => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.Person),
        ErrorReason.InternalError => (ErrorPlace.BrokerBeforeUpstream, ErrorReader.AppSupport),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
