import Foundation
import Glibc

/// What the kernel knows of this process.
enum ProcessReading {
    /// The metrics that every program has; what cannot be read is left out.
    static func samples() -> [MetricSample] {
        let status = Self.statusFields
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        var samples: [MetricSample] = []
        func add(_ name: String, _ value: Double?) {
            if let value { samples.append(MetricSample(name, value)) }
        }
        // The fields of proc(5), from the third on: utime 14, stime 15, starttime 22, rss 24.
        func field(_ number: Int) -> Double? { status.count > number - 3 ? Double(status[number - 3]) : nil }
        if let user = field(14), let system = field(15) { add("process_cpu_seconds_total", (user + system) / ticks) }
        if let pages = field(24) { add("process_resident_memory_bytes", pages * Double(sysconf(Int32(_SC_PAGESIZE)))) }
        if let start = field(22), let boot = Self.bootTime { add("process_start_time_seconds", boot + start / ticks) }
        // The descriptor that lists them is one of them.
        if let open = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") {
            add("process_open_fds", Double(max(0, open.count - 1)))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            add("process_max_fds", Double(limit.rlim_cur))
        }
        return samples
    }

    /// What stands in `/proc/self/stat` behind the name of the program, which may hold spaces and parentheses.
    private static var statusFields: [Substring] {
        guard let text = try? String(contentsOfFile: "/proc/self/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return [] }
        return text[text.index(after: end)...].split(separator: " ")
    }

    /// When the machine was started, in seconds since 1970.
    private static let bootTime: Double? = {
        let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) }
    }()
}
