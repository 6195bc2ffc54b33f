using System.Collections.Immutable;

namespace RunBroker.TestIdps;

/// <summary>Signing keys of the IdP: what its metadata shows, and with which it signs.</summary>
public sealed class SamlIdpKeys
{
    private readonly Lock gate = new();
    private ImmutableArray<TestSamlKey> published;

    public SamlIdpKeys(TestSamlKey first) => (published, Signing) = ([first], first);

    /// <summary>In the order of the metadata.</summary>
    public ImmutableArray<TestSamlKey> Published { get { lock (gate) return published; } }

    public TestSamlKey Signing { get; private set; }

    /// <summary>Shows a further certificate and goes on signing with the present one.</summary>
    public TestSamlKey Announce(TestSamlKey? next = null)
    {
        var key = next ?? TestSamlKey.OfRsa();
        lock (gate) published = published.Add(key);
        return key;
    }

    /// <summary>Signs with a key from now on, shown or not.</summary>
    public void SignWith(TestSamlKey key)
    {
        lock (gate) Signing = key;
    }

    public void Retire(TestSamlKey key)
    {
        lock (gate) published = published.Remove(key);
    }

    /// <summary>Another key at once; without overlap the old one is no longer shown.</summary>
    public TestSamlKey Roll(bool overlap)
    {
        var old = Signing;
        var key = Announce();
        SignWith(key);
        if (!overlap) Retire(old);
        return key;
    }
}
