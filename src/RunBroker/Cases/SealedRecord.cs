using System.Buffers.Binary;
using System.Collections.Immutable;
using RunBroker.Storage.Secrets;

namespace RunBroker.Cases;

/// <summary>
/// A record as it lies beside its case: the parts that its steps added, each sealed by itself, so that a step opens nothing of those before it.
/// One part alone is as it was sealed; of several each has its length before it, behind a first octet that no sealed part has.
/// </summary>
internal static class SealedRecord
{
    private const byte Several = 0xff;

    /// <summary>They are packed: how long they are says little of how much is in them.</summary>
    private const int MostParts = 8;

    /// <summary>Null: none was kept, or the master key that sealed it is gone.</summary>
    public static CaseRecord? Open(byte[]? kept, SecretPlace place, SecretBox? box)
    {
        if (kept is null || box is null)
            return null;
        CaseRecord? record = null;
        foreach (var (number, part) in Parts(kept).Index())
        {
            if (box.Open(part.Span, At(place, number)) is { } json)
                record = record is null ? PackedRecord.Read(json) : record.And(PackedRecord.Read(json));
        }

        return record;
    }

    /// <param name="kept">What was stored before, if anything.</param>
    public static byte[] Behind(byte[]? kept, CaseRecord added, SecretPlace place, SecretBox box)
    {
        var json = added.ToJson();
        if (kept is null)
            return box.Seal(PackedRecord.Of(json), place);
        // Together they may be too long: then all of it is looked at, for the longest message to give way.
        var number = Parts(kept).Length;
        if (number == MostParts || kept.Length + json.Length > CaseRecord.MostBytes)
            return box.Seal(PackedRecord.Of(Open(kept, place, box) is { } whole ? whole.And(added).ToJson() : json), place);
        var (part, isOne) = (box.Seal(PackedRecord.Of(json), At(place, number)), kept[0] != Several);
        var together = new byte[kept.Length + part.Length + sizeof(int) + (isOne ? 1 + sizeof(int) : 0)];
        together[0] = Several;
        if (isOne)
            BinaryPrimitives.WriteInt32BigEndian(together.AsSpan(1), kept.Length);
        kept.CopyTo(together, isOne ? 1 + sizeof(int) : 0);
        var rest = together.AsSpan(together.Length - part.Length - sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(rest, part.Length);
        part.CopyTo(rest[sizeof(int)..]);
        return together;
    }

    /// <summary>Each knows its number: none can stand where another was.</summary>
    private static SecretPlace At(SecretPlace place, int number) => number == 0 ? place : place with { Column = $"{place.Column}.{number}" };

    private static ImmutableArray<ReadOnlyMemory<byte>> Parts(ReadOnlyMemory<byte> kept)
    {
        if (kept.IsEmpty || kept.Span[0] != Several)
            return [kept];
        var parts = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        for (kept = kept[1..]; kept.Length > sizeof(int);)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(kept.Span);
            if (length < 0 || length > kept.Length - sizeof(int))
                break;
            parts.Add(kept.Slice(sizeof(int), length));
            kept = kept[(sizeof(int) + length)..];
        }

        return parts.ToImmutable();
    }
}
