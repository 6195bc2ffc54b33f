using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Http.Json;
using RunBroker.Tokens;

namespace RunBroker.Admin;

/// <param name="State">next, current or previous.</param>
/// <param name="ActiveAt">From when it signs.</param>
/// <param name="RetiredAt">It leaves the key set within <see cref="Limits.KeysReload"/> of it; null of the newest of each algorithm.</param>
internal sealed record SigningKeyResource(string Kid, string Alg, string State, DateTime CreatedAt, DateTime ActiveAt, DateTime? RetiredAt)
{
    /// <summary>As this node publishes them, oldest first.</summary>
    public static ImmutableArray<SigningKeyResource> Of(KeyRing ring, DateTimeOffset now) =>
    [
        .. ring.Keys.Select(k => new SigningKeyResource(k.Row.Kid, k.Row.Alg, ring.StateOf(k, now) switch
        {
            SigningKeyState.Next => "next",
            SigningKeyState.Current => "current",
            _ => "previous",
        }, k.Row.CreatedAt.UtcDateTime, k.Row.ActiveAt.UtcDateTime, k.Row.RetiredAt?.UtcDateTime)),
    ];
}

/// <summary>The keys that tokens are signed with: what apps read at the key set's address, and their rolling.</summary>
internal sealed class SigningKeyAdmin(SigningKeys keys, SigningKeyRolls rolls, TimeProvider time)
{
    public Page<SigningKeyResource> List() => new(SigningKeyResource.Of(keys.Now, time.GetUtcNow()), null);

    /// <summary>Publishes the next key of each algorithm now, or lets the one that is published begin earlier.</summary>
    /// <returns>False: all was as asked already.</returns>
    public async Task<AdminResult<bool>> Roll(ManagementCaller caller, JsonObject sent, CancellationToken stop)
    {
        var errors = new FieldErrors();
        var read = new FieldReader(sent, errors);
        var most = (int)Limits.SigningKeyLife.TotalSeconds;
        var ahead = read.Number("active_after_seconds", 0, most);
        var grace = read.Number("retire_after_seconds", 0, most);
        var algorithms = SigningKeys.Algorithms;
        if (read.Text("alg", 20) is { } alg)
        {
            if (!algorithms.Contains(alg))
                read.Complain("alg", "must be one of: " + string.Join(", ", algorithms));
            algorithms = [alg];
        }

        read.RefuseUnknown();
        if (errors.Any)
            return Problem.Invalid(errors);
        var ask = new SigningKeyAsk(algorithms, Seconds(ahead) ?? Limits.SigningKeyAhead, Seconds(grace) ?? rolls.Grace);
        var outcome = await rolls.Ask(ask, caller.Actor, caller.Ip, stop);
        if (outcome == RollOutcome.TooMany)
        {
            return Problem.Conflict("too_many_keys", $"{Limits.SigningKeysOfOneAlgorithm} keys of one algorithm are published already: wait until the "
                + "oldest is retired, or set both times to 0, which ends all others at once.");
        }

        return outcome == RollOutcome.Done;
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
}
