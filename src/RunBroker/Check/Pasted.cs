using System.Collections.Immutable;
using RunBroker.Protocol;
using RunBroker.Protocol.Saml;
using RunBroker.Upstream.Saml;

namespace RunBroker.Check;

/// <summary>Why nothing can be made of what was pasted. Names are answered and never renamed.</summary>
internal enum Unread
{
    Empty,
    TooLarge,
    NotRecognised,
    /// <summary>A request of ours: it is the provider who reads those.</summary>
    OurOwnRequest,
    /// <summary>An answer in the URL's fragment, which no server ever sees.</summary>
    InFragment,
    OtherProtocol,
    HarMalformed,
    HarWithoutMessages,
}

/// <summary>What was pasted, by what it was taken for; nothing in it is believed.</summary>
internal abstract record Pasted
{
    private Pasted()
    {
    }

    /// <summary>How it was read, where that is worth a word.</summary>
    public ImmutableArray<ReadNote> Notes { get; init; } = [];

    /// <summary>Of ours, that it came to or names; null: not said.</summary>
    public string? Connection { get; init; }

    /// <param name="Host">That it was posted to, where the paste says it.</param>
    public sealed record Answer(PostedMessage Message, string? Host) : Pasted;

    /// <param name="Why">It cannot even be unpacked.</param>
    public sealed record Logout(CheckKind Kind, LogoutMessage? Message, SamlRefusal? Why) : Pasted;

    /// <param name="AccessToken">That came with it.</param>
    public sealed record Token(CheckKind Kind, string Text, string? AccessToken) : Pasted;

    public sealed record Callback(Parameters Sent) : Pasted;

    public sealed record Recording(ImmutableArray<Recorded> Messages, ImmutableArray<string> RequestIds, ImmutableArray<string> States) : Pasted;

    public sealed record Nothing(Unread Why) : Pasted;

    public CheckKind? KindOf() => this switch
    {
        Answer => CheckKind.SamlResponse,
        Logout logout => logout.Kind,
        Token token => token.Kind,
        Callback => CheckKind.Callback,
        Recording => CheckKind.Har,
        _ => null,
    };
}

/// <summary>Worth a word to whoever pasted.</summary>
internal enum ReadNote
{
    /// <summary>An answer packed as for the Redirect binding, which the ACS does not take.</summary>
    AnswerDeflated,
    /// <summary>A logout message by the Redirect binding without the query around it, where its signature is.</summary>
    QueryMissing,
    Encrypted,
}

/// <summary>One message of a browser's recording.</summary>
internal sealed record Recorded(DateTimeOffset? At, Pasted Message);
