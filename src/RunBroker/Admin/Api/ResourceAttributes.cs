namespace RunBroker.Admin.Api;

/// <summary>The member is answered and never taken: sent with another value than the stored one it is a 422. OpenAPI: readOnly.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AnsweredAttribute : Attribute;

/// <summary>The member is taken and never answered. OpenAPI: writeOnly.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WriteOnlyAttribute : Attribute;

/// <summary>The member is answered only by resources whose protocol is this one. OpenAPI shows the members of all.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OfProtocolAttribute(string protocol) : Attribute
{
    public string Protocol { get; } = protocol;
}
