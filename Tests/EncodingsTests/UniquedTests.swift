import Encodings
import Testing

@Suite struct UniquedTests {
    @Test func keepsTheFirstOfEach() {
        #expect(["b", "a", "b", "c", "a"].uniqued() == ["b", "a", "c"])
        #expect(([] as [Int]).uniqued().isEmpty)
    }
}
