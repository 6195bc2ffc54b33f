using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Claims;

namespace RunBroker.Cases;

/// <summary>One message of a sign-in. What is secret in it was cut before it came in here; what is personal is marked (<see cref="Personal"/>).</summary>
/// <param name="Direction">sent or received, by us.</param>
/// <param name="Kind">Stable, such as token_request.</param>
/// <param name="Redacted">The names of what was cut.</param>
internal sealed record CaseMessage(DateTimeOffset At, string Direction, string Kind, string[] Redacted, string Decoded);

/// <summary>A message as one of the decoders made it.</summary>
internal readonly record struct DecodedMessage(string Text, ImmutableArray<string> Redacted)
{
    private const int MostOfShort = 3000;

    public DecodedMessage Short() => this with { Text = CaseRecord.Cut(Text, MostOfShort) };
}

/// <param name="IsArray">As <see cref="ClaimValue.IsArray"/>.</param>
internal sealed record StoredClaim(string Name, string[] Values, bool IsArray);

/// <param name="ClaimsCut">There were more than are kept.</param>
internal sealed record StoredRecord(CaseMessage[] Messages, StoredClaim[] Claims, bool ClaimsCut = false);

/// <summary>What was sent, what came back, and the claims that were mapped; bounded, and sealed beside the case (P-003).</summary>
internal sealed class CaseRecord
{
    /// <summary>Of the whole, before it is sealed.</summary>
    public const int MostBytes = 32 * 1024;

    private const int MostOfOne = 12 * 1024;
    private const int FirstBuffer = 32 * 1024;
    private const int MostRoom = 256 * 1024;

    // Sealed, and never put into a page: markup need not be six characters for one.
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int MostOfClaims = 8 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? room;

    private readonly List<CaseMessage> messages = [];
    private ImmutableArray<StoredClaim> claims = [];

    public IReadOnlyList<CaseMessage> Messages => messages;

    /// <summary>How long a value and how many of them, where all is too much: the longest give way first, and no claim is lost for another's length.</summary>
    private static readonly ImmutableArray<(int Longest, int Most)> Rooms = [(500, 50), (100, 10), (20, 3)];

    /// <summary>What the mappings read; values that are over the limit are cut, and say so.</summary>
    public UpstreamClaims Claims
    {
        get => UpstreamClaims.Restore(claims.Select(c => KeyValuePair.Create(c.Name, new ClaimValue([.. c.Values], c.IsArray))));
        set
        {
            ImmutableArray<StoredClaim> all = [.. value.All.Select(c => new StoredClaim(c.Key, [.. c.Value.Values], c.Value.IsArray))];
            claims = all;
            foreach (var (longest, most) in Rooms.TakeWhile(_ => claims.Sum(Size) > MostOfClaims))
                claims = [.. all.Select(c => c with { Values = Cut(c.Values, longest, most) })];
            // Hundreds of names: nobody's provider, and still no reason to keep them all.
            var room = MostOfClaims;
            claims = [.. claims.TakeWhile(c => (room -= Size(c)) >= 0)];
            ClaimsCut = all.Sum(Size) > MostOfClaims;
            Changed = true;
        }
    }

    /// <summary>Some claims are missing or cut: what rules would have made of them is not known any more.</summary>
    public bool ClaimsCut { get; private set; }

    public bool Changed { get; private set; }

    public void Sent(DateTimeOffset at, string kind, DecodedMessage message) => Add(at, "sent", kind, message);

    public void Received(DateTimeOffset at, string kind, DecodedMessage message) => Add(at, "received", kind, message);

    public static CaseRecord Read(ReadOnlySpan<byte> json)
    {
        var record = new CaseRecord();
        if (JsonSerializer.Deserialize(json, RecordJson.Default.StoredRecord) is { } stored)
        {
            record.messages.AddRange(stored.Messages);
            record.claims = [.. stored.Claims];
            record.ClaimsCut = stored.ClaimsCut;
        }

        return record;
    }

    /// <summary>With what came later; its claims count, if it has some.</summary>
    public CaseRecord And(CaseRecord later)
    {
        messages.AddRange(later.messages);
        if (!later.claims.IsEmpty || later.ClaimsCut)
            (claims, ClaimsCut) = (later.claims, later.ClaimsCut);
        return this;
    }

    /// <summary>The longest message gives way first, and says by how much.</summary>
    public byte[] ToJson()
    {
        ImmutableArray<CaseMessage> kept = [.. messages];
        while (true)
        {
            var json = Written(new([.. kept], [.. claims], ClaimsCut));
            if (json.Length <= MostBytes)
                return json;
            if (kept.IsEmpty)
                return Written(new([], [], true));
            var longest = kept.MaxBy(m => m.Decoded.Length)!;
            kept = kept.Replace(longest, longest with { Decoded = Cut(longest.Decoded, longest.Decoded.Length / 2) });
            if (longest.Decoded.Length < 200)
                kept = kept.RemoveAt(kept.Length - 1);
        }
    }

    private static byte[] Written(StoredRecord record)
    {
        // A writer asks for as much room as a text might need at worst, several times what it takes: this thread's is used again.
        var octets = room ?? new(FirstBuffer);
        octets.Clear();
        using (var writer = new Utf8JsonWriter(octets, Plainly))
            JsonSerializer.Serialize(writer, record, RecordJson.Default.StoredRecord);
        var json = octets.WrittenSpan.ToArray();
        octets.Clear();
        room = octets.Capacity <= MostRoom ? octets : null;
        return json;
    }

    private void Add(DateTimeOffset at, string direction, string kind, DecodedMessage message)
    {
        Changed = true;
        messages.Add(new(at, direction, kind, [.. message.Redacted.Distinct(StringComparer.Ordinal)], Cut(message.Text, MostOfOne)));
    }

    private static int Size(StoredClaim claim) => Size(claim.Name) + claim.Values.Sum(Size);

    // As JSON: what is not ASCII becomes an escape.
    private static int Size(string text) => text.Sum(c => c < 128 ? 1 : 6);

    private static string[] Cut(string[] values, int longest, int most)
    {
        var kept = values.Take(most).Select(v => v.Length <= longest ? v : CutValue(v, longest));
        return [.. values.Length <= most ? kept : kept.Append(string.Create(CultureInfo.InvariantCulture, $"… +{values.Length - most}"))];
    }

    /// <summary>Cut, and by how many characters.</summary>
    public static string CutValue(string value, int longest) => string.Create(
        CultureInfo.InvariantCulture, $"{value[..(char.IsHighSurrogate(value[longest - 1]) ? longest - 1 : longest)]}… +{value.Length - longest}");

    public static string Cut(string text, int length) => text.Length <= length ? text
        : string.Create(CultureInfo.InvariantCulture, $"{Personal.Closed(text[..length])}\n… cut, {text.Length - length} more characters");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StoredRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
