using System.Collections.Immutable;

namespace RunBroker.AdminWeb.Connections;

/// <summary>A claim that becomes a tag.</summary>
public sealed record TagRow(string Claim, string Tag)
{
    public bool IsEmpty => Claim.Length == 0 && Tag.Length == 0;
}

public sealed record RuleRow(string Claim, string Operator, string Value, string Role)
{
    /// <summary>Whatever its operator: a list always has one chosen.</summary>
    public bool IsEmpty => Claim.Length == 0 && Value.Length == 0 && Role.Length == 0;
}

/// <summary>What stands in the form: as it is stored, or as somebody typed it. Never a secret.</summary>
public sealed record ConnectionForm
{
    public const string BySource = "metadata_source";
    public const string ByUrl = "url";
    public const string ByUpload = "upload";
    public const string ByFields = "fields";

    public required string Protocol { get; init; }
    public ImmutableDictionary<string, string> Values { get; init; } = ImmutableDictionary<string, string>.Empty;
    public ImmutableArray<TagRow> Tags { get; init; } = [];

    /// <summary>Texts of several lines each: of certificates, one PEM or base64 each.</summary>
    public ImmutableDictionary<string, ImmutableArray<string>> Lists { get; init; } = ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    public string this[string name] => Values.GetValueOrDefault(name, "");

    /// <summary>The octets of a file, in base64; its text stands in the field for pasted text.</summary>
    public string? File { get; init; }

    public ImmutableArray<string> List(string name) => Lists.GetValueOrDefault(name, []);

    public bool IsSaml => Protocol == "saml";

    public bool On(string name) => this[name].Length > 0;

    public ConnectionForm With(string name, string value) => this with { Values = Values.SetItem(name, value) };

    public ConnectionForm With(IEnumerable<KeyValuePair<string, string>> values) => this with { Values = Values.SetItems(values) };
}
