#include "exercise/call_catalogue.h"

#include <array>

namespace vigie::app {
namespace {

constexpr std::array catalogue = {
    CallText{"obstruction", 3, "Une camionnette de livraison bloque la sortie de notre garage depuis une demi-heure.",
             "A delivery van has been blocking our garage exit for half an hour."},
    CallText{"obstruction", 2, "Des branches sont tombées sur la chaussée, les voitures font un écart.",
             "Branches have fallen on the road and cars are swerving around them."},
    CallText{"obstruction", 3, "Une poubelle renversée occupe toute la piste cyclable.",
             "An overturned bin is covering the whole cycle lane."},
    CallText{"accident", 2, "Deux voitures se sont touchées au croisement, personne n'est blessé mais elles gênent.",
             "Two cars bumped at the crossing; nobody is hurt but they are in the way."},
    CallText{"accident", 1, "Un cycliste est tombé devant chez nous, il est assis et parle, il a mal au genou.",
             "A cyclist fell in front of our house; sitting up and talking, with a sore knee."},
    CallText{"damage", 3, "La vitre de l'abribus est brisée, il y a du verre sur le trottoir.",
             "The bus shelter's glass is broken and there is glass on the pavement."},
    CallText{"damage", 3, "Un panneau de signalisation est tombé au coin de la rue.", "A road sign has come down at the street corner."},
    CallText{"nuisance", 3, "Une alarme de voiture sonne sans arrêt depuis ce matin.",
             "A car alarm has been going off since this morning."},
    CallText{"nuisance", 3, "Un chantier a commencé très tôt et la musique est forte.",
             "A building site started very early and the music is loud."},
    CallText{"assistance", 2, "Ma voisine s'est enfermée dehors et ses clés sont à l'intérieur.",
             "My neighbour has locked herself out and her keys are inside."},
    CallText{"assistance", 2, "Un ascenseur est arrêté entre deux étages, la personne dedans va bien.",
             "A lift has stopped between two floors; the person inside is fine."},
    CallText{"other", 3, "Une fuite d'eau coule sur le trottoir et ça commence à glisser.",
             "Water is leaking onto the pavement and it is getting slippery."},
    CallText{"other", 3, "Le feu du carrefour reste au rouge dans toutes les directions.",
             "The traffic light at the crossing is stuck on red in every direction."},
};

}  // namespace

std::span<const CallText> call_catalogue() { return catalogue; }

}  // namespace vigie::app
