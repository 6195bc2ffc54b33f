using RunBroker.Storage.Model;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Cases;

/// <summary>One way to bring a cause about.</summary>
/// <param name="Protocol">Of the connection; null: there is none in the case.</param>
internal sealed record Producer(string Code, string? Protocol)
{
    /// <summary>Through the host, from the browser's first request on; the case that it ends with.</summary>
    public Func<Scene, Task<SignInCase>>? Make { get; init; }

    /// <summary>Where the host never lets it come so far: the code, from the lowest level that has it.</summary>
    public Func<string>? Below { get; init; }

    /// <summary>Why it cannot be brought about through the host.</summary>
    public string? Why { get; init; }

    public override string ToString() => $"{Code} {Protocol}";

    public static Producer Of(string code, string? protocol, Func<Scene, Task<SignInCase>> make) => new(code, protocol) { Make = make };

    public static Producer From(string code, string? protocol, string why, Func<string> below) => new(code, protocol) { Why = why, Below = below };
}
