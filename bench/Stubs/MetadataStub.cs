using System.Globalization;

namespace RunBroker.Bench;

/// <summary>
/// As many SAML identity providers as there are, in one place, of which each serves its metadata, at /N. In each round a document has another
/// ID and end, so that it is stored anew, and the same keys.
/// </summary>
internal sealed class MetadataStub : IDisposable
{
    private readonly SamlStub provider = new(users: 1);
    private readonly StubServer server;
    private readonly Lock gate = new();
    private readonly HashSet<int> asked = [];
    private readonly int count;
    private int round;

    public MetadataStub(int count)
    {
        this.count = count;
        server = new(Answer);
    }

    /// <summary>How many of them were asked in this round.</summary>
    public int Asked
    {
        get
        {
            lock (gate)
                return asked.Count;
        }
    }

    public bool AllAsked => Asked == count;

    public string Address(int number) => $"{server.Origin}/{number}";

    public string Document(int number) => provider.MetadataOf(
        string.Create(CultureInfo.InvariantCulture, $"urn:stub:idp:{number}"),
        string.Create(CultureInfo.InvariantCulture, $" ID=\"_{number}-{round}\" validUntil=\"{TimeProvider.System.GetUtcNow().AddDays(14):yyyy-MM-ddTHH:mm:ssZ}\""));

    public void NextRound()
    {
        lock (gate)
        {
            round++;
            asked.Clear();
        }
    }

    public void Dispose()
    {
        server.Dispose();
        provider.Dispose();
    }

    private StubAnswer Answer(StubRequest request)
    {
        var number = int.Parse(request.Path[1..], CultureInfo.InvariantCulture);
        var document = Document(number);
        lock (gate)
            asked.Add(number);
        return new(200, document) { Type = "application/samlmetadata+xml" };
    }
}
