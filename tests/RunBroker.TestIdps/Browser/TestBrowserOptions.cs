namespace RunBroker.TestIdps;

public sealed record TestBrowserOptions
{
    public bool FollowsRedirects { get; init; } = true;
    /// <summary>Pages that post themselves where scripts run (form_post, SAML POST binding) do so here too.</summary>
    public bool SubmitsAutoForms { get; init; } = true;
    public string AcceptLanguage { get; init; } = "en";
    public string UserAgent { get; init; } = "Mozilla/5.0 (X11; Linux x86_64) TestBrowser/1";
    /// <summary>For the expiry of cookies.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>Null: real sockets. A handler here reaches in-memory servers.</summary>
    public HttpMessageHandler? Handler { get; init; }
}
