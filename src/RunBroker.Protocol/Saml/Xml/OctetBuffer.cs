using System.Buffers;
using System.Text;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>Octets as they come, in a rented array: a document is some thousand short pieces.</summary>
internal sealed class OctetBuffer : IDisposable
{
    private byte[] _octets = ArrayPool<byte>.Shared.Rent(8 * 1024);
    private int _length;

    public int Length => _length;

    public void Add(ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(Room(octets.Length));
        _length += octets.Length;
    }

    public void AddUtf8(ReadOnlySpan<char> text) =>
        _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    public byte[] ToArray() => _octets[.._length];

    public void Dispose() => ArrayPool<byte>.Shared.Return(_octets);

    private Span<byte> Room(int wanted)
    {
        if (_octets.Length - _length < wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _octets.Length, _length + wanted));
            _octets.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_octets);
            _octets = larger;
        }

        return _octets.AsSpan(_length);
    }
}
