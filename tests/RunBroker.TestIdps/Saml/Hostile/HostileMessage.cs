namespace RunBroker.TestIdps;

/// <summary>By which door a message comes in.</summary>
public enum HostileKind
{
    /// <summary>XML of a Response, as base64 in the field SAMLResponse.</summary>
    Response,
    /// <summary>The text of the field SAMLResponse itself.</summary>
    PostField,
    /// <summary>XML of a LogoutRequest or LogoutResponse, for a form.</summary>
    LogoutForm,
    /// <summary>A whole query string of the Redirect binding.</summary>
    LogoutQuery,
    /// <summary>Metadata of a provider.</summary>
    Metadata,
}

/// <summary>How the receiver has to be set for the message to be what it is.</summary>
public sealed record HostileSetting
{
    /// <summary>either, assertion or response.</summary>
    public string RequireSigned { get; init; } = "either";
    /// <summary>The receiver takes answers that it did not ask for, and asked for none.</summary>
    public bool Unsolicited { get; init; }
    public bool RequireEncryption { get; init; }
    public bool AllowCbc { get; init; }
    /// <summary>The attribute that names the person; null: the NameID does.</summary>
    public string? SubjectAttribute { get; init; }
    /// <summary>The person had to authenticate anew.</summary>
    public bool ForceAuthn { get; init; }
    /// <summary>Seconds.</summary>
    public int? MaxAge { get; init; }
    /// <summary>Asked for, exactly.</summary>
    public string? AuthnContext { get; init; }
    /// <summary>The receiver also trusts the provider's EC certificate.</summary>
    public bool TrustsEc { get; init; }
    /// <summary>Metadata must be signed with the provider's key.</summary>
    public bool MetadataSigned { get; init; }

    public static HostileSetting Usual { get; } = new();
}

/// <summary>One way to fool a service provider, with the good message that it was made from.</summary>
/// <param name="Name">Unique; a file name.</param>
/// <param name="Attack">Number of the row in docs/security/saml-attacks.md.</param>
/// <param name="Reason">Why RunBroker refuses it, by the name of its reason (or, of metadata, its fault).</param>
/// <param name="How">What was done, in one sentence.</param>
public sealed record HostileMessage(string Name, string Attack, string Reason, string How)
{
    public HostileKind Kind { get; init; }
    public HostileSetting Setting { get; init; } = HostileSetting.Usual;
    public required Func<HostileGround, byte[]> Make { get; init; }
    /// <summary>The same message before anything was done to it: to be accepted under the same setting.</summary>
    public required Func<HostileGround, byte[]> Unbroken { get; init; }

    public override string ToString() => Name;
}
