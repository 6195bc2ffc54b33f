using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Storage.Secrets;

/// <summary>
/// Seals secrets at rest with AES-256-GCM (P-001). A record is
/// <c>version(1) · length of key id(1) · key id · salt(32) · nonce(12) · ciphertext · tag(16)</c>.
/// <para>
/// Each record has its own key, derived by HKDF-SHA256 from the master key and the record's random salt. Derived rather than
/// wrapped: a wrapped key would be 60 octets more and a second thing to decrypt, and would spare nothing, since secrets are
/// short and rotation rewrites the row either way. Derived rather than the master key itself: with one key, random nonces of
/// 96 bits would limit it to some billion records before a repeated nonce gives the key of the tag away.
/// </para>
/// </summary>
public sealed class SecretBox(MasterKey master)
{
    private const byte Version = 1;
    private const int SaltLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public byte[] Seal(ReadOnlySpan<byte> plain, SecretPlace place)
    {
        var id = Encoding.ASCII.GetBytes(master.CurrentId);
        byte[] head = [Version, (byte)id.Length, .. id, .. RandomNumberGenerator.GetBytes(SaltLength + NonceLength)];
        var sealedRecord = new byte[head.Length + plain.Length + TagLength];
        head.CopyTo(sealedRecord, 0);
        var cipher = sealedRecord.AsSpan(head.Length, plain.Length);
        var tag = sealedRecord.AsSpan(head.Length + plain.Length);
        using var aes = DataKey(master.Find(id), head.AsSpan(2 + id.Length, SaltLength));
        aes.Encrypt(head.AsSpan(2 + id.Length + SaltLength), plain, cipher, tag, Bound(head, place));
        return sealedRecord;
    }

    /// <summary>Null if it was sealed for another place, was changed, or its master key is not in the file.</summary>
    public byte[]? Open(ReadOnlySpan<byte> sealedRecord, SecretPlace place)
    {
        if (KeyIdOf(sealedRecord) is not { IsEmpty: false } id || master.Find(id) is not { IsEmpty: false } key)
            return null;
        var headLength = 2 + id.Length + SaltLength + NonceLength;
        var head = sealedRecord[..headLength];
        var plain = new byte[sealedRecord.Length - headLength - TagLength];
        try
        {
            using var aes = DataKey(key, head.Slice(2 + id.Length, SaltLength));
            var cipher = sealedRecord.Slice(headLength, plain.Length);
            aes.Decrypt(head[^NonceLength..], cipher, sealedRecord[^TagLength..], plain, Bound(head, place));
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Sealed with an earlier master key: open it and seal it again, so that the earlier key can go (P-005).</summary>
    public bool IsOutdated(ReadOnlySpan<byte> sealedRecord) =>
        !KeyIdOf(sealedRecord).SequenceEqual(Encoding.ASCII.GetBytes(master.CurrentId));

    private static ReadOnlySpan<byte> KeyIdOf(ReadOnlySpan<byte> sealedRecord) =>
        sealedRecord.Length >= 2 && sealedRecord[0] == Version
        && sealedRecord.Length >= 2 + sealedRecord[1] + SaltLength + NonceLength + TagLength
            ? sealedRecord.Slice(2, sealedRecord[1])
            : [];

    // The head is bound too: no octet of a record can be changed without notice.
    private static byte[] Bound(ReadOnlySpan<byte> head, SecretPlace place) => [.. head, .. place.ToOctets()];

    private static AesGcm DataKey(ReadOnlySpan<byte> masterKey, ReadOnlySpan<byte> salt)
    {
        Span<byte> key = stackalloc byte[MasterKey.KeyLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, masterKey, key, salt, "runbroker sealed secret v1"u8);
        var aes = new AesGcm(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
        return aes;
    }
}
