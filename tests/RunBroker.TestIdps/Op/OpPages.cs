namespace RunBroker.TestIdps;

/// <summary>What the OP fills into the pages of a provider.</summary>
internal static class OpPages
{
    public static string Login(TestOp op, OpPending pending, string id, OpSession? session, string? problem) => ProviderPages.Login(
        op.Options.Name, pending.Issuer + "/login", id, op.Users, session?.User.Login, pending.Request["login_hint"], problem);

    public static string Message(TestOp op, string message) => ProviderPages.Message(op.Options.Name, message);

    public static string FormPost(OpCallback callback) => ProviderPages.AutoPost(callback.RedirectUri, callback.Fields);
}
