using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;

namespace RasterFlow.Tests.Sharing;

/// <summary>
/// Storage's Get User Delegation Key with a clock of its own: a key ends at most seven days from now and from its start, and later than it starts
/// (Blob service REST API, Get User Delegation Key). The emulator gives such keys over HTTPS alone.
/// </summary>
internal sealed class DelegationKeyService(DateTimeOffset now) : HttpMessageHandler
{
    private static readonly TimeSpan Most = TimeSpan.FromDays(7);

    public List<(DateTimeOffset Start, DateTimeOffset End)> Keys { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri!.Query.ShouldContain("comp=userdelegationkey");
        XElement asked = XElement.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
        DateTimeOffset start = TimeOf(asked, "Start");
        DateTimeOffset end = TimeOf(asked, "Expiry");
        if (end - start > Most || end - now > Most || end <= start || end <= now)
        {
            return new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("<Error><Code>InvalidXmlNodeValue</Code></Error>", Encoding.UTF8, "application/xml") };
        }

        Keys.Add((start, end));
        XElement key = new(
            "UserDelegationKey",
            new XElement("SignedOid", Guid.Empty),
            new XElement("SignedTid", Guid.Empty),
            new XElement("SignedStart", Text(start)),
            new XElement("SignedExpiry", Text(end)),
            new XElement("SignedService", "b"),
            new XElement("SignedVersion", "2022-11-02"),
            new XElement("Value", Convert.ToBase64String(new byte[32])));
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(key.ToString(), Encoding.UTF8, "application/xml") };
    }

    private static DateTimeOffset TimeOf(XElement asked, string name) =>
        DateTimeOffset.Parse(asked.Element(name)!.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
