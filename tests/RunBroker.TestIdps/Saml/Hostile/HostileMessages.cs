using System.Collections.Immutable;

namespace RunBroker.TestIdps;

/// <summary>The catalogue: every message is made from a good one, with one thing wrong.</summary>
public static class HostileMessages
{
    public static ImmutableArray<HostileMessage> All { get; } =
    [
        .. HostileTransport.Fields,
        .. HostileTransport.Doctypes,
        .. HostileTransport.Xml,
        .. HostileShape.All,
        .. HostileWrapping.All,
        .. HostileSignatures.Present,
        .. HostileSignatures.Values,
        .. HostileSignatures.Form,
        .. HostileAlgorithms.Methods,
        .. HostileAlgorithms.Transforms,
        .. HostileValues.All,
        .. HostileProtocol.Status,
        .. HostileProtocol.Address,
        .. HostileProtocol.Answer,
        .. HostileProtocol.Time,
        .. HostileEncryption.All,
        .. HostileLogout.Forms,
        .. HostileLogout.Queries,
        .. HostileMetadata.All,
    ];
}
