using RunBroker.Pages;
using RunBroker.Pages.Words;
using RunBroker.SessionStatus;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;

namespace RunBroker.Http;

/// <summary>
/// The outermost handler: a bug or an outage. The person gets a page with a case id, an app a JSON error, the log the exception under
/// the same id; never a stack trace (O-128). A database that is away is a 503: nothing was acknowledged, trying again is safe.
/// </summary>
internal sealed partial class Faults(RequestDelegate next, TimeProvider time, ILogger<Faults> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
#pragma warning disable CA1031 // this is the outermost handler
        try
        {
            await next(http);
            // A person who typed or kept an old address reads a sentence, not an empty page.
            if (http.Response is { StatusCode: 404, HasStarted: false, ContentType: null } && HttpMethods.IsGet(http.Request.Method) && !IsForPrograms(http.Request.Path))
                await PersonPages.NotFound(PageFrame.For(http.Request)).ExecuteAsync(http);
        }
        catch (BadHttpRequestException e)
        {
            http.Response.StatusCode = e.StatusCode;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            var id = CaseId.New();
            // Escaped as in a URL: a line break in the path must not begin a line of the log.
            Failed(id, http.Request.Path.ToUriComponent(), e);
            http.Response.Clear();
            await Answer(http, id, e is StorageUnavailableException or TimeoutException ? 503 : 500);
        }
#pragma warning restore CA1031
    }

    private Task Answer(HttpContext http, string id, int status)
    {
        if (SsoDataEndpoint.IsAt(http.Request.Path))
            return SsoDataEndpoint.No.ExecuteAsync(http);
        if (status == 503)
            http.Response.Headers.RetryAfter = "5";
        return IsForPrograms(http.Request.Path)
            ? new OAuthJson(status, System.Text.Encoding.ASCII.GetBytes(
                $$"""{"error":"{{(status == 503 ? "temporarily_unavailable" : "server_error")}}","error_description":"an internal error; case {{id}}"}""")).ExecuteAsync(http)
            : PersonPages.ErrorPage(PageFrame.For(http.Request), new ErrorPageModel
            {
                Reason = ErrorReason.InternalError,
                CaseId = id,
                At = time.GetUtcNow(),
                Status = status,
            }).ExecuteAsync(http);
    }

    private static bool IsForPrograms(PathString path) => path.IsUnder("/api") || path.IsUnder("/.well-known")
        || (path.IsUnder("/connect") && path != Routes.Authorize && path != Routes.EndSession);

    [LoggerMessage(Level = LogLevel.Error, Message = "request_failed case={Case} path={Path}")]
    private partial void Failed(string @case, string path, Exception e);
}
