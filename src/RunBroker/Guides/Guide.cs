using System.Collections.Immutable;
using RunBroker.Pages.Words;

namespace RunBroker.Guides;

/// <summary>How one provider is set up: a JSON file beside this one, so that a text is corrected without code.</summary>
public sealed record Guide
{
    public required string Id { get; init; }
    public required Said Name { get; init; }

    /// <summary>Parts of addresses by which a connection is known to be with this provider.</summary>
    public ImmutableArray<string> KnownBy { get; init; } = [];
    public GuidePart? Oidc { get; init; }
    public GuidePart? Saml { get; init; }

    public GuidePart? For(string protocol) => protocol == "saml" ? Saml : Oidc;
}

/// <summary>One text in both languages. <c>`code`</c> and <c>**their word**</c> are marked so; <c>[[name]]</c> is one of our values.</summary>
public sealed record Said
{
    public required string En { get; init; }
    public required string Pt { get; init; }

    public string In(Language language) => language == Language.Portuguese ? Pt : En;
}

/// <summary>A provider with one protocol.</summary>
public sealed record GuidePart
{
    /// <summary>Fields of the form, by name, and what this provider needs in them.</summary>
    public required ImmutableDictionary<string, string> Preset { get; init; }
    public required ImmutableArray<GuideStep> Steps { get; init; }

    /// <summary>How groups come to roles.</summary>
    public required GuideRoles Roles { get; init; }
}

public sealed record GuideRoles
{
    /// <summary>Carries groups or roles; null: this provider sends none.</summary>
    public string? Claim { get; init; }
    public required ImmutableArray<GuideStep> Steps { get; init; }
}

public sealed record GuideStep
{
    public required Said Title { get; init; }
    public ImmutableArray<Said> Text { get; init; } = [];

    /// <summary>Ours, to be entered there.</summary>
    public ImmutableArray<OursThere> Ours { get; init; } = [];

    /// <summary>Theirs, to be entered here.</summary>
    public ImmutableArray<TheirsHere> Theirs { get; init; } = [];

    /// <summary>To be copied as a whole; our values are put in.</summary>
    public string? Code { get; init; }

    /// <summary>After the values.</summary>
    public ImmutableArray<Said> Then { get; init; } = [];
}

/// <param name="Name">As their console spells it.</param>
/// <param name="Value">The name of one of our values.</param>
public sealed record OursThere(string Name, string Value);

/// <param name="Name">As their console spells it.</param>
/// <param name="Field">Of our form.</param>
public sealed record TheirsHere(string Name, string Field);
