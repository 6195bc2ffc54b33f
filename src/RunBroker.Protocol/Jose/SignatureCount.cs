namespace RunBroker.Protocol.Jose;

/// <summary>How many signatures some keys have made: what a token costs is mostly these. It stays when a key goes.</summary>
public sealed class SignatureCount
{
    private long _made;

    public long Made => Interlocked.Read(ref _made);

    internal void Add() => Interlocked.Increment(ref _made);
}
