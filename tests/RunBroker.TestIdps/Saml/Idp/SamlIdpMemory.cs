using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace RunBroker.TestIdps;

/// <summary>A browser signed in at the IdP, and the SPs that were told about it.</summary>
public sealed record SamlIdpSession(string Id, TestUser User, DateTimeOffset AuthnInstant)
{
    /// <summary>SessionIndex of its assertions.</summary>
    public string Index => "_s" + Id;
    public ImmutableArray<(TestSamlSp Sp, NameIdDraft? NameId)> Told { get; init; } = [];
}

/// <summary>A sign-in whose person is looking at the login page. Without a request the IdP started it.</summary>
internal sealed record SamlIdpPending(TestSamlSp Sp, ReceivedSaml? Request, string? RelayState);

/// <summary>Everything the IdP remembers; survives stop and start.</summary>
internal sealed class SamlIdpMemory
{
    public ConcurrentDictionary<string, SamlIdpSession> Sessions { get; } = new();
    public ConcurrentDictionary<string, SamlIdpPending> Pending { get; } = new();
    public ConcurrentQueue<ReceivedSaml> Received { get; } = new();
    public ConcurrentQueue<ResponseDraft> Sent { get; } = new();
    /// <summary>Logouts on their way around the SPs, by the ID of the request that is out.</summary>
    public ConcurrentDictionary<string, ImmutableArray<(TestSamlSp Sp, NameIdDraft? NameId, string Index)>> Rounds { get; } = new();
}
