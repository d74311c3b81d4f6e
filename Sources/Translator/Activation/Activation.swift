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
    /// The attributes that say whether an account is disabled.
    public var attributes: [LDAP.AttributeDescription] { self.strategy.attributes }

    /// What must be true of the directory, besides its schema, for the strategy to have an effect; nil where nothing must.
    public var ground: ActivationGround? { self.strategy.ground }

    /// The strategy on a server, whose schema says under which names it answers and how it compares.
    func bound(to schema: LDAP.Schema) -> Mapping.Activation { Mapping.Activation(self.strategy.bound(to: schema)) }
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
