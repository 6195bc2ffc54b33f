namespace RunBroker.Protocol.Saml.Xml;

/// <summary>A part of an array as text to read: a string of each message would be a third of all that reading it allocates.</summary>
internal sealed class CharReader(char[] chars, int length) : TextReader
{
    private int _next;

    public override int Peek() => _next < length ? chars[_next] : -1;

    public override int Read() => _next < length ? chars[_next++] : -1;

    public override int Read(char[] buffer, int index, int count)
    {
        var taken = Math.Min(count, length - _next);
        Array.Copy(chars, _next, buffer, index, taken);
        _next += taken;
        return taken;
    }
}
