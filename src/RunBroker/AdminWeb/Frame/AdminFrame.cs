using RunBroker.AdminWeb.Door;
using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Frame;

/// <summary>What surrounds every admin page: who sits before it, where they are, and the proof that goes with each form.</summary>
public sealed record AdminFrame
{
    public Language Language { get; init; }
    public required string Who { get; init => field = Inert.Name(value); }
    public required bool IsOperator { get; init; }
    public required bool MayWrite { get; init; }

    /// <summary>Null: a page of the whole installation.</summary>
    public string? TenantSlug { get; init; }
    public string? TenantName { get; init => field = Inert.NameOrNone(value); }

    /// <summary>The request's path, for the mark of where one is.</summary>
    public required string Path { get; init; }
    public required string Proof { get; init; }
    public required DateTimeOffset Now { get; init; }

    /// <summary>What the form before this page came to: the name of a text of this page, never a text.</summary>
    public string? Said { get; init; }
    public string Nonce { get; init; } = "";

    /// <summary>The way back from a tenant's page.</summary>
    internal IReadOnlyList<Crumb> Crumbs(params IEnumerable<Crumb> more) => IsOperator && TenantName is { } tenant
        ? [new(Language.Words<ShellWords>().Tenants, WebGroup.Root), new(tenant, At("")), .. more] : [.. more];

    /// <summary>A path below this tenant's pages.</summary>
    public string At(string path) => $"{WebGroup.Root}/tenants/{TenantSlug}{path}";
}
