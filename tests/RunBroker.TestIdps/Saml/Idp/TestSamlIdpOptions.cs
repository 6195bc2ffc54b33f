namespace RunBroker.TestIdps;

/// <summary>What stays the same for the life of a <see cref="TestSamlIdp"/>; its manners of the moment are properties of the IdP itself.</summary>
public sealed record TestSamlIdpOptions
{
    /// <summary>Shown on the login page.</summary>
    public string Name { get; init; } = "Test";
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }
    /// <summary>127.0.0.1 or localhost: to a browser these two are different sites.</summary>
    public string HostName { get; init; } = "127.0.0.1";
    /// <summary>Null: the URL of the metadata.</summary>
    public string? EntityId { get; init; }
    /// <summary>Names of attributes follow it too.</summary>
    public SamlStyle Style { get; init; } = SamlStyle.Plain;
    /// <summary>The first signing key; null makes an RSA one.</summary>
    public TestSamlKey? Key { get; init; }
    /// <summary>Unknown SPs are learned from the metadata at their entity ID, fetched anew each time (the demo before anything is registered).</summary>
    public bool AcceptAnySp { get; init; }
    /// <summary>WantAuthnRequestsSigned; unsigned requests are turned down with a page.</summary>
    public bool WantsSignedRequests { get; init; }
    /// <summary>Where the request's policy names none.</summary>
    public string NameIdFormat { get; init; } = SamlUris.Persistent;
    /// <summary>Null: email, names and groups, named as the style does.</summary>
    public Func<TestUser, IEnumerable<AttributeDraft>>? Attributes { get; init; }
    public TimeProvider Clock { get; init; } = TimeProvider.System;
    /// <summary>By which SP metadata is fetched; null: real sockets.</summary>
    public HttpMessageHandler? Outgoing { get; init; }
}
