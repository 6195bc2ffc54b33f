using System.Text.Json;

namespace RunBroker.Bench;

/// <summary>What the token endpoint gave.</summary>
internal sealed record TokenAnswer(string AccessToken, string? IdToken, string? RefreshToken)
{
    public static TokenAnswer Read(ReadOnlySpan<byte> json)
    {
        var (access, id, refresh) = ((string?)null, (string?)null, (string?)null);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1)
                continue;
            if (reader.ValueTextEquals("access_token"u8))
                access = Value(ref reader);
            else if (reader.ValueTextEquals("id_token"u8))
                id = Value(ref reader);
            else if (reader.ValueTextEquals("refresh_token"u8))
                refresh = Value(ref reader);
        }

        return new(access ?? throw new BenchFault("no access token came"), id, refresh);
    }

    private static string? Value(ref Utf8JsonReader reader) => reader.Read() ? reader.GetString() : null;
}
