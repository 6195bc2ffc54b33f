namespace RunBroker.Bench;

/// <summary>One step of the broker's work, timed by itself: what it needs is collected first.</summary>
/// <param name="Name">As the outside drivers call it.</param>
/// <param name="Variant">RS256 or ES256 of the app, opaque of its access tokens; "" where it makes no difference.</param>
/// <param name="Ceiling">The row of the limit's table that it is held against.</param>
/// <param name="Do">One operation; throws when it fails.</param>
internal sealed record Scenario(string Name, string Variant, string Ceiling, Action<Client, int, object?> Do)
{
    /// <summary>What one operation needs, made before the clock runs; null: nothing.</summary>
    public Func<Client, int, object?>? Prepare { get; init; }

    /// <summary>What was made serves again and again; else each operation uses up its own.</summary>
    public bool Reuses { get; init; }

    /// <summary>Its clients have a session before they begin; else each operation is somebody's first.</summary>
    public App? Session { get; init; }

    public string Key => Variant.Length == 0 ? Name : $"{Name} {Variant}";
}
