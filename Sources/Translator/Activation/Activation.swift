import Directories
import LDAP

extension Mapping {
    /// One way in which a directory says that an account is disabled, as the configuration names it.
    ///
    /// It is made by the static members that each strategy's file adds.
    public struct Activation: Hashable, Sendable {
        let strategy: any DisableStrategy

        init(_ strategy: any DisableStrategy) {
            self.strategy = strategy
        }

        /// Whether both are the same strategy with the same values.
        public static func == (left: Activation, right: Activation) -> Bool {
            left.strategy.isEqual(to: right.strategy)
        }

        /// Feeds the strategy to a hasher.
        public func hash(into hasher: inout Hasher) { self.strategy.hash(into: &hasher) }
    }
}

extension Mapping.Activation {
    /// What an account is.
    public enum State: String, Hashable, Sendable {
        case active, inactive
    }

    /// The attributes that say whether an account is disabled.
    public var attributes: [LDAP.AttributeDescription] { self.strategy.attributes }

    /// What must be true of the directory, besides its schema, for the strategy to have an effect; nil where nothing must.
    public var ground: ActivationGround? { self.strategy.ground }

    /// The strategy on a server: with its kind's own lock where that is meant, and with what its schema says of the attributes.
    func bound(to schema: LDAP.Schema, _ dialect: Dialect) -> Mapping.Activation {
        let settled = self == .lockOfKind ? dialect.accountLock.map { Mapping.Activation($0) } ?? self : self
        return Mapping.Activation(settled.strategy.bound(to: schema, on: dialect))
    }
}

extension Mapping {
    /// The attributes that say whether an account is disabled, by any strategy.
    var activationAttributes: [LDAP.AttributeDescription] { self.activation.flatMap(\.attributes) }

    /// What must be true of the directory, besides its schema, for the strategies to have an effect.
    public var grounds: [ActivationGround] { self.activation.compactMap(\.ground) }
}

extension DisableStrategy {
    fileprivate func isEqual(to other: any DisableStrategy) -> Bool { self == other as? Self }
}
