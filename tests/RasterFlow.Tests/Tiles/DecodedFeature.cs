using Google.Protobuf;

namespace RasterFlow.Tests.Tiles;

/// <summary>A feature of a vector tile, read by the letter of the specification (Mapbox Vector Tile 2.1, sections 4.2 and 4.3).</summary>
internal sealed record DecodedFeature(string Layer, ulong Id, int Type, IReadOnlyList<(long X, long Y)[]> Parts)
{
    /// <summary>Area of its rings inside the visible tile, square tile units.</summary>
    public double VisibleArea => Parts.Sum(static ring =>
    {
        List<(double X, double Y)> points = [.. ring.Select(static p => ((double)p.X, (double)p.Y))];
        foreach ((bool vertical, double at, double sign) in ((bool, double, double)[])[(true, 0, 1), (true, 4096, -1), (false, 0, 1), (false, 4096, -1)])
        {
            points = Clip(points, vertical, at, sign);
        }

        return Area(points);
    });

    public static List<DecodedFeature> ReadAll(byte[] tile)
    {
        List<DecodedFeature> features = [];
        CodedInputStream input = new(tile);
        while (input.ReadTag() is uint tag and not 0)
        {
            if (tag >> 3 == 3)
            {
                features.AddRange(ReadLayer(input.ReadBytes().ToByteArray()));
            }
            else
            {
                input.SkipLastField();
            }
        }

        return features;
    }

    private static List<DecodedFeature> ReadLayer(byte[] layer)
    {
        string name = string.Empty;
        List<byte[]> features = [];
        CodedInputStream input = new(layer);
        while (input.ReadTag() is uint tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1:
                    name = input.ReadString();
                    break;
                case 2:
                    features.Add(input.ReadBytes().ToByteArray());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return features.ConvertAll(feature => ReadFeature(name, feature));
    }

    private static DecodedFeature ReadFeature(string layer, byte[] feature)
    {
        (ulong id, int type) = (0, 0);
        List<(long, long)[]> parts = [];
        CodedInputStream input = new(feature);
        while (input.ReadTag() is uint tag and not 0)
        {
            switch (tag >> 3)
            {
                case 1:
                    id = input.ReadUInt64();
                    break;
                case 3:
                    type = input.ReadInt32();
                    break;
                case 4:
                    parts = ReadGeometry(input.ReadBytes().ToByteArray());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }

        return new DecodedFeature(layer, id, type, parts);
    }

    private static List<(long, long)[]> ReadGeometry(byte[] geometry)
    {
        List<(long, long)[]> parts = [];
        List<(long, long)> part = [];
        CodedInputStream input = new(geometry);
        (long x, long y) = (0, 0);
        while (!input.IsAtEnd)
        {
            uint command = input.ReadUInt32();
            if ((command & 7) == 1 && part.Count > 0)
            {
                parts.Add([.. part]);
                part.Clear();
            }

            for (uint i = 0; (command & 7) != 7 && i < command >> 3; i++)
            {
                x += input.ReadSInt32();
                y += input.ReadSInt32();
                part.Add((x, y));
            }
        }

        parts.Add([.. part]);
        return parts;
    }

    private static double Area(List<(double X, double Y)> ring)
    {
        double sum = 0;
        for (int i = 0; i < ring.Count; i++)
        {
            (double X, double Y) next = ring[(i + 1) % ring.Count];
            sum += (ring[i].X * next.Y) - (next.X * ring[i].Y);
        }

        return sum / 2;
    }

    /// <summary>Sutherland and Hodgman against one side of the visible tile.</summary>
    private static List<(double X, double Y)> Clip(List<(double X, double Y)> ring, bool vertical, double at, double sign)
    {
        List<(double X, double Y)> result = [];
        for (int i = 0; i < ring.Count; i++)
        {
            (double X, double Y) a = ring[(i + ring.Count - 1) % ring.Count];
            (double X, double Y) b = ring[i];
            (double from, double to) = vertical ? (a.X - at, b.X - at) : (a.Y - at, b.Y - at);
            if (from * sign >= 0 != to * sign >= 0)
            {
                double t = from / (from - to);
                result.Add((a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y))));
            }

            if (to * sign >= 0)
            {
                result.Add(b);
            }
        }

        return result;
    }
}
