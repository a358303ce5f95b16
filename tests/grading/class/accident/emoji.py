# Emoji, umlauts and Greek letters in names, texts and outputs.
# honest: all
# scores: rest full
# %% gap descend
def descend(gradient, theta, eta, steps):
    θ, η, größe = theta, eta, "🎢"
    for _ in range(steps):
        θ = θ - η * gradient(θ)
        print(größe, "↓ schön 👩‍👩‍👧‍👦")
    return θ
# %% markdown at end
# 🎉 fertig
