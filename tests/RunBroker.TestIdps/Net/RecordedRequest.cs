using System.Collections.Immutable;

namespace RunBroker.TestIdps;

/// <summary>One request as a test host received it, before the host judged it.</summary>
public sealed record RecordedRequest(
    DateTimeOffset At, string Method, string Path, Fields Query, Fields Form, ImmutableDictionary<string, string> Headers, string Body)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>All that was sent as one text, to assert that a secret is not in it.</summary>
    public string Everything => $"{Method} {Path}?{Query}\n{string.Join('\n', Headers.Select(h => h.Key + ": " + h.Value))}\n\n{Body}";
}
