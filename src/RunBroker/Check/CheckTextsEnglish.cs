using System.Globalization;

namespace RunBroker.Check;

internal static class CheckTextsEnglish
{
    public static CheckTexts Texts { get; } = new()
    {
        NotReached = "Not reached: a check before it failed.",
        RequestUnknown = id => $"Which request was sent is not known. The message says that it answers {id}; give the request’s ID, or the case, to have that checked.",
        NonceUnknown = "The nonce of the sign-in is not known: nobody gave it, and it is kept nowhere.",
        StateUnknown = "The state of the sign-in is not known: nobody gave it, and it is kept nowhere.",
        HashesUnknown = "at_hash and c_hash need the access token and the code, which were not pasted.",
        CodeNotRedeemed = "What comes after a code is not looked at: only the sign-in itself can redeem it, once.",
        CameBefore = "It came before: sent once more it would be refused as Replayed.",
        BeginsAnew = "Nobody asked for this answer: it is taken as the wish to sign in, and the tenant’s default app begins a sign-in of its own.",
        UserInfoNotAsked = claims => $"Userinfo was not asked; in a real sign-in it may bring what the ID token lacks: {claims}.",
        ProviderSaid = says => $"The provider did not sign everybody out: {says}",
        Disabled = "The connection is disabled: in a real sign-in that alone refuses.",
        NoPlan = "The tenant’s plan has no single sign-on: in a real sign-in that alone refuses.",
        OtherConnection = id => $"The address is of another connection ({id}): the message was judged by the one that you chose.",
        OthersLeftOut = n => n == 1 ? "One message of another connection was left out." : string.Create(CultureInfo.InvariantCulture, $"{n} messages of other connections were left out."),
        TooMany = n => string.Create(CultureInfo.InvariantCulture, $"Only the first {n} messages were checked."),
        KeysAsKnown = "Judged by the certificates that are known now: the provider’s metadata was not fetched for this.",
        Note = note => note switch
        {
            ReadNote.AnswerDeflated => "It was packed as for a redirect. The broker takes answers by POST only; its content was judged all the same.",
            ReadNote.QueryMissing => "It came by a redirect, whose signature is in the address: paste the whole address, with SigAlg and Signature.",
            _ => "It is encrypted: what is wrong inside is not told apart from a key that does not fit.",
        },
        Unread = why => why switch
        {
            Check.Unread.Empty => new("Nothing was pasted", "There is nothing to check.", "Paste the message, or choose a recording."),
            Check.Unread.TooLarge => new("This is too large", "A message may have 1 MB, a recording of the browser (HAR) 10 MB.",
                "Record only the sign-in: open the developer tools, clear the list, sign in once, and save."),
            Check.Unread.OurOwnRequest => new("This is a request of ours", "An AuthnRequest goes from here to the provider, who alone can judge it.",
                "Paste what came back: the form field SAMLResponse."),
            Check.Unread.InFragment => new("The answer is in the address’s fragment", "What follows # never reaches a server, so no answer of ours comes that way.",
                "The provider must answer with response_mode query or form_post."),
            Check.Unread.OtherProtocol => new("This message is of the other protocol", "A connection speaks SAML or OpenID Connect, and this one speaks the other.",
                "Choose the connection that the message is for."),
            Check.Unread.HarMalformed => new("This is no recording that can be read", "It begins as JSON, and is neither a HAR file nor a token answer.",
                "Save the recording anew, as HAR with content."),
            Check.Unread.HarWithoutMessages => new("The recording has no message for this connection",
                "No request in it went to an address of this connection: …/acs, …/slo or …/callback.",
                "Record from before the sign-in begins until the error page, with “preserve log” on."),
            _ => new("This was not recognised",
                "It is no SAML message (base64, URL-encoded, deflated, XML or a form), no token, no callback address and no recording.",
                "Copy the value of SAMLResponse, SAMLRequest, id_token or logout_token, or the whole address of the callback."),
        },
    };
}
