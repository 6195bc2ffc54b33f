using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace RunBroker.Protocol.Jose;

/// <summary>
/// Keys that can verify; unknown kty or alg, oct keys and keys with use "enc" are left out, weak ones refuse nothing but are
/// left out too.
/// </summary>
public sealed class JwkSet
{
    private JwkSet(ImmutableArray<Jwk> keys, ImmutableArray<LeftOutKey> leftOut) => (Keys, LeftOut) = (keys, leftOut);

    public ImmutableArray<Jwk> Keys { get; }

    /// <summary>The keys that were published but are not used, for the admin's eyes.</summary>
    public ImmutableArray<LeftOutKey> LeftOut { get; }

    public static JwkSet Of(params ReadOnlySpan<Jwk> keys) => new([.. keys], []);

    /// <summary>
    /// Refused as a whole: more than 256 KB or 64 keys, bad JSON, a member twice, no keys array. One bad key in the array
    /// takes nothing from the others (RFC7517-5).
    /// </summary>
    public static JwkSetResult Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > JoseLimits.JwkSetBytes)
            return new JwkSetResult.Refused(new(JoseReason.TooLarge, $"{JoseLimits.JwkSetBytes} bytes"));
        if (StrictJson.ReadObject(json.Span, out var set) is { } refused)
            return new JwkSetResult.Refused(refused);
        if (!set.TryGetProperty("keys", out var published) || published.ValueKind != JsonValueKind.Array)
            return new JwkSetResult.Refused(new(JoseReason.BadJson, "an array named keys"));
        if (published.GetArrayLength() > JoseLimits.JwkSetKeys)
            return new JwkSetResult.Refused(new(JoseReason.TooLarge, $"{JoseLimits.JwkSetKeys} keys"));

        var keys = ImmutableArray.CreateBuilder<Jwk>();
        var leftOut = ImmutableArray.CreateBuilder<LeftOutKey>();
        foreach (var each in published.EnumerateArray())
        {
            switch (Jwk.Read(each))
            {
                case JwkResult.Usable usable: keys.Add(usable.Key); break;
                case JwkResult.Refused not: leftOut.Add(new(KidOf(each), not.Why)); break;
            }
        }

        return new JwkSetResult.Read(new(keys.ToImmutable(), leftOut.ToImmutable()));
    }

    /// <summary>False means: fetch the set again, the key may be new.</summary>
    public bool Knows(string kid) => Keys.Any(k => k.Kid == kid) || LeftOut.Any(k => k.Kid == kid);

    /// <summary>The published form: public members, use, alg, kid.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("keys");
            foreach (var key in Keys)
                key.WritePublic(writer);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string? KidOf(JsonElement key) => key.ValueKind == JsonValueKind.Object ? key.Text("kid") : null;
}

/// <summary>A published key that is not used. Its kid is null when it had none.</summary>
public sealed record LeftOutKey(string? Kid, JoseRefusal Why);

/// <summary>What reading a published set came to.</summary>
public abstract record JwkSetResult
{
    private JwkSetResult() { }
    public sealed record Read(JwkSet Keys) : JwkSetResult;
    public sealed record Refused(JoseRefusal Why) : JwkSetResult;

    public T Match<T>(Func<Read, T> read, Func<Refused, T> refused) => this is Read set ? read(set) : refused((Refused)this);
}
