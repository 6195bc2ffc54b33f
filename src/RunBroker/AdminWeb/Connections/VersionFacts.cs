using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Pages;

namespace RunBroker.AdminWeb.Connections;

/// <param name="Secret">It is another one; neither is shown.</param>
public sealed record VersionChangeRow(string Field, string? Live, string? Here, bool Secret);

/// <summary>A version that is not live: the draft, or one from before.</summary>
public sealed record VersionFacts(long Number, string Actor, DateTimeOffset At, ImmutableArray<VersionChangeRow> Changes)
{
    internal static VersionFacts Of(ConnectionVersionResource v) => new(v.Number, Inert.Name(v.Actor), new(v.LiveAt ?? v.CreatedAt, TimeSpan.Zero),
        [.. v.Changes.Select(c => new VersionChangeRow(c.Field, Lines(c.Live), Lines(c.Here), c.Secret))]);

    private static string? Lines(string? text) => text is null ? null : string.Join('\n', text.Split('\n').Take(30).Select(Inert.Text));
}
