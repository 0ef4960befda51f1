using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using HttpCookie = Microsoft.Azure.Functions.Worker.Http.HttpCookie;
using SameSite = Microsoft.Azure.Functions.Worker.Http.SameSite;

namespace RasterFlow.StandIns.FunctionsWorker;

/// <summary>
/// HttpResponseData over the real response: status and headers go out with the first byte, and a synchronous write throws, as in the
/// official ASP.NET Core integration.
/// </summary>
internal sealed class LocalHttpResponseData : HttpResponseData
{
    private readonly HttpResponse _response;
    private bool _headSent;

    public LocalHttpResponseData(FunctionContext context, HttpResponse response)
        : base(context)
    {
        _response = response;
        Body = new ResponseBodyStream(this);
        Cookies = new ResponseCookies(response);
    }

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = [];

    public override Stream Body { get; set; }

    public override HttpCookies Cookies { get; }

    /// <summary>Sends what writing the body has not sent: the head, and a body stream that the function put in place of ours.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        SendHead();
        if (Body is not ResponseBodyStream)
        {
            if (Body.CanSeek)
            {
                Body.Position = 0;
            }

            await Body.CopyToAsync(_response.Body, cancellationToken);
        }
    }

    private void SendHead()
    {
        if (_headSent || _response.HasStarted)
        {
            return;
        }

        _headSent = true;
        _response.StatusCode = (int)StatusCode;
        foreach ((string name, IEnumerable<string> values) in Headers)
        {
            _response.Headers[name] = values.ToArray();
        }
    }

    private sealed class ResponseBodyStream(LocalHttpResponseData owner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => Head().Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => Head().FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Head().Write(buffer, offset, count);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Head().WriteAsync(buffer, offset, count, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Head().WriteAsync(buffer, cancellationToken);

        private Stream Head()
        {
            owner.SendHead();
            return owner._response.Body;
        }
    }

    private sealed class ResponseCookies(HttpResponse response) : HttpCookies
    {
        public override void Append(string name, string value) => response.Cookies.Append(name, value);

        public override void Append(IHttpCookie cookie) => response.Cookies.Append(cookie.Name, cookie.Value, new CookieOptions
        {
            Domain = cookie.Domain,
            Expires = cookie.Expires,
            HttpOnly = cookie.HttpOnly ?? false,
            MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Path = cookie.Path,
            Secure = cookie.Secure ?? false,
            SameSite = cookie.SameSite switch
            {
                SameSite.Lax => SameSiteMode.Lax,
                SameSite.Strict => SameSiteMode.Strict,
                SameSite.ExplicitNone => SameSiteMode.None,
                _ => SameSiteMode.Unspecified,
            },
        });

        public override IHttpCookie CreateNew() => new HttpCookie(string.Empty, string.Empty);
    }
}
