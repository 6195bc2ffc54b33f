using System.Net.Sockets;
using System.Text;

namespace RunBroker.Tests.Http;

/// <summary>One HTTP/1.1 exchange by hand, so that a request can be as wrong as a test wants it.</summary>
internal static class RawHttp
{
    /// <param name="target">As it stands in the request line.</param>
    public static async Task<RawAnswer> Send(string origin, string method, string target, Action<Dictionary<string, string>>? edit = null, string? body = null)
    {
        var at = new Uri(origin);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Host"] = at.Authority, ["Connection"] = "close" };
        if (body is not null)
        {
            headers["Content-Type"] = "application/x-www-form-urlencoded";
            headers["Content-Length"] = Encoding.Latin1.GetByteCount(body).ToString();
        }

        edit?.Invoke(headers);
        var text = $"{method} {target} HTTP/1.1\r\n{string.Concat(headers.Select(h => $"{h.Key}: {h.Value}\r\n"))}\r\n{body}";
        using var client = new TcpClient();
        await client.ConnectAsync(at.Host, at.Port);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text));
            await stream.CopyToAsync(answer).WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (IOException)
        {
            // Refused before all was sent; what was answered until then counts.
        }

        return RawAnswer.Read(Encoding.UTF8.GetString(answer.ToArray()));
    }
}

/// <summary>Status 0: the connection was closed without an answer.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body)
{
    public string? this[string name] => Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    public static RawAnswer Read(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return new(0, [], "");
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).Select(h => KeyValuePair.Create(h[0], h.Length > 1 ? h[1].Trim() : "<no colon>"));
        return new(int.Parse(lines[0].Split(' ')[1]), [.. headers], text[(end + 4)..]);
    }
}
