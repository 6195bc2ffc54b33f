using System.Buffers.Binary;
using System.Text;

namespace RunBroker.Storage.Secrets;

/// <summary>
/// Where a secret lies. Sealed into it, so that a ciphertext moved to another row, column or tenant does not open (P-001).
/// </summary>
/// <param name="Tenant">Null for what belongs to the installation itself; differs from an empty one.</param>
/// <param name="Table">The table's name.</param>
/// <param name="Id">The row's id.</param>
/// <param name="Column">The column's name.</param>
public readonly record struct SecretPlace(string? Tenant, string Table, string Id, string Column)
{
    // Each part with its length before it: joined by a separator alone, "a|b" + "c" would be the place of "a" + "b|c".
    internal byte[] ToOctets()
    {
        var octets = new List<byte>(96) { Tenant is null ? (byte)0 : (byte)1 };
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in (ReadOnlySpan<string>)[Tenant ?? "", Table, Id, Column])
        {
            var text = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            octets.AddRange(length);
            octets.AddRange(text);
        }

        return [.. octets];
    }
}
