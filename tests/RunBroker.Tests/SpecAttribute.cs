using Xunit.v3;

namespace RunBroker.Tests;

/// <summary>Marks the test of a requirement, such as RFC7636-4.2 or O-064: <c>dotnet test --filter "Spec=RFC7636-4.2"</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class SpecAttribute(string requirement) : Attribute, ITraitAttribute
{
    public string Requirement { get; } = requirement;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Spec", Requirement)];
}
