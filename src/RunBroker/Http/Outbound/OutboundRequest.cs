using System.Collections.Immutable;

namespace RunBroker.Http.Outbound;

/// <summary>One request of the broker to somebody else.</summary>
/// <param name="Purpose">Chooses the limits.</param>
/// <param name="Tenant">
/// Whose request this is. Concurrency and failures are counted per tenant and host, so one tenant's dead or slow upstream, or
/// its flood of requests to a host that many share, is felt by that tenant alone.
/// </param>
/// <param name="Method">After a redirect always GET.</param>
/// <param name="Url">Unchecked; <see cref="Outbound.Send"/> checks it.</param>
public sealed record OutboundRequest(OutboundPurpose Purpose, string? Tenant, HttpMethod Method, string Url)
{
    /// <summary>Sent as they are. Host and framing headers are not settable. Credentials are not sent on to a redirect's target.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    public OutboundBody Body { get; init; } = OutboundBody.None;

    /// <summary>Bytes; null: the purpose's limit. Only a smaller value counts.</summary>
    public int? MaxBytes { get; init; }

    /// <summary>Of everything together; null: the purpose's limit (10 s). Only a shorter one counts.</summary>
    public TimeSpan? Timeout { get; init; }
}

public abstract record OutboundBody
{
    private OutboundBody() { }

    public static OutboundBody None { get; } = new Nothing();

    public sealed record Nothing : OutboundBody;

    /// <summary>application/x-www-form-urlencoded, in this order.</summary>
    public sealed record Form(ImmutableArray<KeyValuePair<string, string>> Fields) : OutboundBody;

    /// <summary>application/json, these octets exactly (a webhook's signature is over them, O-166).</summary>
    public sealed record Json(ReadOnlyMemory<byte> Utf8) : OutboundBody;

    internal HttpContent? ToContent()
    {
        switch (this)
        {
            case Form form:
                return new FormUrlEncodedContent(form.Fields);
            case Json json:
                var content = new ReadOnlyMemoryContent(json.Utf8);
                content.Headers.ContentType = new("application/json");
                return content;
            default:
                return null;
        }
    }
}
