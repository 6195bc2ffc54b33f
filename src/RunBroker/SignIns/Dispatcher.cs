namespace RunBroker.SignIns;

/// <summary>Loads what the decision needs, lets <see cref="NextStep.Decide"/> decide, and has it done. Every step returns here.</summary>
internal sealed class Dispatcher(Situations situations, AskPerson ask, GoUpstream goUpstream, AnswerFromSession session, Refusal refusal)
{
    public async Task<IResult> Next(HttpContext http, SignIn signIn, CancellationToken stop) => await situations.Load(http, Real(signIn), stop) switch
    {
        Found.Refused refused => await refusal.TellApp(http, signIn, refused.Error, "request.UnknownTenant"),
        Found.Ask when signIn.Request.Silent =>
            await refusal.TellApp(http, signIn, new("login_required", "there is no session that may be used", "OIDCC-3.1.2.6"), "session.None"),
        Found.Ask { Offer: { } offer } => await ask.OfferToContinue(http, signIn, offer, stop),
        Found.Ask => await ask.ForEmail(http, signIn, refused: false, stop),
        Found.Known known => await Do(http, known.Situation, stop),
        _ => throw new InvalidOperationException("closed set"),
    };

    /// <summary>A session could answer, or another connection be chosen: nothing of that is for a test.</summary>
    private static SignIn Real(SignIn signIn) => signIn.TestId is null ? signIn : throw new InvalidOperationException("a test sign-in has one way only");

    private async Task<IResult> Do(HttpContext http, Situation situation, CancellationToken stop)
    {
        var signIn = situation.SignIn;
        return NextStep.Decide(situation) switch
        {
            NextStep.AnswerApp answer => await session.Answer(http, situation, answer, stop),
            NextStep.GoUpstream go => await goUpstream.By(http, signIn, go.Connection, stop),
            NextStep.Choose choose => await ask.Choose(http, signIn, choose.Connections, stop),
            NextStep.TellApp tell => await refusal.TellApp(http, signIn, tell.Error, $"session.{tell.Error.Error}"),
            NextStep.TellPerson tell => await refusal.TellPerson(http, signIn, tell.Reason, tell.Code, tell.Error),
            _ => throw new InvalidOperationException("closed set"),
        };
    }
}
